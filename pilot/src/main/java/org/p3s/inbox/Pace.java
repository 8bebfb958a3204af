package org.p3s.inbox;

import java.time.Duration;

/**
 * The times a watcher keeps.
 *
 * @param rescan between two full listings of the folder
 * @param settle a file without a sidecar counts when size and time of change stay the same for this
 *     long
 * @param giveUp a file that keeps another size than its sidecar promises for this long is
 *     incomplete
 */
public record Pace(Duration rescan, Duration settle, Duration giveUp) {

  public static final Pace DEFAULT =
      new Pace(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(60));

  public Pace {
    if (rescan.isNegative() || rescan.isZero() || settle.isNegative() || giveUp.isNegative()) {
      throw new IllegalArgumentException("times must not be negative");
    }
  }

  public Pace withRescan(Duration other) {
    return new Pace(other, settle, giveUp);
  }
}
