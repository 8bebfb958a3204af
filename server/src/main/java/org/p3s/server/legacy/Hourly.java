package org.p3s.server.legacy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Says of things that happen all the time when to log them: once an hour by name. */
class Hourly {

  private static final Duration PAUSE = Duration.ofHours(1);

  /** Of names; what has another one counts as one of them all. */
  static final int MOST = 100;

  private record Said(Instant at, long since) {}

  private final InstantSource clock;
  private final Map<String, Said> said = new HashMap<>();

  Hourly(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts one more of this name.
   *
   * @return how many there are since it was said last, this one among them; 0 when it is not to be
   *     said now
   */
  synchronized long count(String name) {
    String key = said.containsKey(name) || said.size() < MOST ? name : "";
    Said last = said.getOrDefault(key, new Said(Instant.MIN, 0));
    long count = last.since() + 1;
    Instant now = clock.instant();
    boolean due = last.at().isBefore(now.minus(PAUSE));
    said.put(key, due ? new Said(now, 0) : new Said(last.at(), count));
    return due ? count : 0;
  }
}
