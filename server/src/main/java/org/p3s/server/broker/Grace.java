package org.p3s.server.broker;

import java.time.Duration;

/** Whether something has run without a gap for long enough. Times are {@link System#nanoTime}. */
final class Grace {

  private final long needed;
  private final long gap;
  private boolean running;
  private long since;
  private long last;

  /**
   * Nothing has run yet.
   *
   * @param needed how long it must have run
   * @param gap a longer time between two runs starts the count anew
   */
  Grace(Duration needed, Duration gap) {
    this.needed = needed.toNanos();
    this.gap = gap.toNanos();
  }

  void ran(long now) {
    if (!running || now - last > gap) {
      since = now;
      running = true;
    }
    last = now;
  }

  boolean isOver(long now) {
    return running && now - last <= gap && now - since >= needed;
  }
}
