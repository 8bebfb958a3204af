package org.p3s.pilot.conversation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double from {@code first} to {@code most}, each drawn from [T/2, T]. */
final class Backoff {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.next = first;
  }

  /** The next wait; never shorter than what the server asked for, which may be null. */
  Duration next(Duration asked) {
    long half = next.toMillis() / 2;
    Duration wait = Duration.ofMillis(half + random.nextLong(half + 1));
    next = min(next.multipliedBy(2), most);
    return asked == null || asked.compareTo(wait) < 0 ? wait : asked;
  }

  void reset() {
    next = first;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
