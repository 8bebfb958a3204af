package org.p3s.bench.measure;

import java.time.Duration;

/**
 * How long to measure: warm-up, then rounds whose median counts.
 *
 * @param warmUp at least
 * @param longest the warm-up at most, while Java still compiles itself
 */
public record Pace(Duration warmUp, Duration longest, Duration round, int rounds) {

  public static final Pace FULL = new Pace(5, 40, 5);
  public static final Pace QUICK = new Pace(3, 8, 2);

  private static final int ROUNDS = 3;

  private Pace(int warmUp, int longest, int round) {
    this(
        Duration.ofSeconds(warmUp), Duration.ofSeconds(longest), Duration.ofSeconds(round), ROUNDS);
  }

  /** The longest warm-up and rounds together, in seconds. */
  public double seconds() {
    return (longest.toMillis() + round.toMillis() * rounds) / 1e3;
  }

  /** The same when so many servers have to compile themselves, and not one. */
  public Pace ofServers(int servers) {
    return new Pace(warmUp, longest.multipliedBy(servers), round, rounds);
  }

  /** The same after a warm-up of exactly this length. */
  public Pace after(Duration otherWarmUp) {
    return new Pace(otherWarmUp, otherWarmUp, round, rounds);
  }
}
