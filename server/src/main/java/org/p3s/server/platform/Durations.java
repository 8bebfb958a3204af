package org.p3s.server.platform;

import java.time.Duration;
import org.p3s.protocol.Problem.Violation;

/** The bound of every length of time that people give: positive, and at most ten years. */
public final class Durations {

  /** The longest; added to any time of these days it is still one that every part can hold. */
  public static final Duration LONGEST = Duration.ofDays(3_650);

  private Durations() {}

  /**
   * What is wrong with this length of time.
   *
   * @param duration null when it is not given
   * @return null when it is in bounds, or not given
   */
  public static Violation check(String field, Duration duration) {
    if (duration == null || isInBounds(duration)) {
      return null;
    }
    return new Violation(
        field, null, field + " must be a positive duration such as PT10M, at most P3650D");
  }

  /** Whether it is longer than nothing and not longer than {@link #LONGEST}. */
  public static boolean isInBounds(Duration duration) {
    return !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0;
  }
}
