package org.p3s.bench.measure;

import java.time.Duration;

/** How long to measure: warm-up, then rounds whose median counts. */
public record Pace(Duration warmUp, Duration round, int rounds) {

  public static final Pace FULL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), 3);
  public static final Pace QUICK = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2), 3);

  /** Warm-up and rounds together, in seconds. */
  public double seconds() {
    return (warmUp.toMillis() + round.toMillis() * rounds) / 1e3;
  }

  /** The same after another warm-up. */
  public Pace after(Duration otherWarmUp) {
    return new Pace(otherWarmUp, round, rounds);
  }
}
