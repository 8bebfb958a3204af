package org.p3s.pilot.staging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Storage that did not answer lately, so that not every job waits for its time-out; all attempts of
 * a pilot share one.
 */
public final class Outages {

  private static final Duration MEMORY = Duration.ofMinutes(1);

  private final Duration memory;
  private final Map<String, Long> until = new ConcurrentHashMap<>();

  public Outages() {
    this(MEMORY);
  }

  Outages(Duration memory) {
    this.memory = memory;
  }

  /** Whether to try this host. When a silent one is due again, one caller finds out for all. */
  boolean mayTry(String host) {
    Long end = until.get(host);
    long now = System.nanoTime();
    return end == null || (now - end >= 0 && until.replace(host, end, now + memory.toNanos()));
  }

  void isSilent(String host) {
    until.put(host, System.nanoTime() + memory.toNanos());
  }

  void answers(String host) {
    until.remove(host);
  }
}
