package org.p3s.bench.measure;

import java.time.Duration;

/**
 * How long to measure: warm-up, then rounds whose median counts.
 *
 * @param warmUp at least
 * @param longest the warm-up at most, while Java still compiles itself
 */
public record Pace(Duration warmUp, Duration longest, Duration round, int rounds) {

  private static final int ROUNDS = 3;

  Pace(int warmUp, int longest, int round) {
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

  /** The same after a warm-up as long as so many. */
  public Pace ofWarmUps(int number) {
    Duration all = warmUp.multipliedBy(number);
    return new Pace(all, all.compareTo(longest) > 0 ? all : longest, round, rounds);
  }

  /** The same with rounds of this length. */
  public Pace ofRounds(Duration otherRound) {
    return new Pace(warmUp, longest, otherRound, rounds);
  }
}
