package org.p3s.bench.measure;

import java.time.Duration;

/**
 * How long to measure: warm-up, then rounds whose median counts.
 *
 * @param warmUp at least; three times as long while an operation gets cheaper from second to second
 */
public record Pace(Duration warmUp, Duration round, int rounds) {

  public static final Pace FULL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), 3);
  public static final Pace QUICK = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2), 3);

  /** How many times the warm-up may take at most. */
  static final int LONGEST_WARM_UP = 3;

  /** The longest warm-up and rounds together, in seconds. */
  public double seconds() {
    return (warmUp.toMillis() * LONGEST_WARM_UP + round.toMillis() * rounds) / 1e3;
  }

  /** The same after another warm-up. */
  public Pace after(Duration otherWarmUp) {
    return new Pace(otherWarmUp, round, rounds);
  }
}
