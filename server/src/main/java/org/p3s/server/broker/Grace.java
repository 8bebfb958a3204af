package org.p3s.server.broker;

import java.time.Duration;

/** Whether something has run without a gap for long enough. Times are nanoseconds of one clock. */
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
    if (!running || isGap(now)) {
      since = now;
      running = true;
    }
    last = now;
  }

  boolean isOver(long now) {
    return running && !isGap(now) && now - since >= needed;
  }

  /** Too much time passed, or the clock was set back. */
  private boolean isGap(long now) {
    return now - last > gap || now - last < 0;
  }
}
