package org.p3s.server.broker;

import java.time.Duration;

/**
 * For how long something has run without a gap. Times are nanoseconds of one clock. It may be asked
 * by any thread.
 */
final class Grace {

  private final long gap;
  private boolean running;
  private long since;
  private long last;

  /**
   * Nothing has run yet.
   *
   * @param gap a longer time between two runs starts the count anew
   */
  Grace(Duration gap) {
    this.gap = gap.toNanos();
  }

  synchronized void ran(long now) {
    if (!running || isGap(now)) {
      since = now;
      running = true;
    }
    last = now;
  }

  /** How long it has run now. */
  synchronized Duration lasts(long now) {
    return running && !isGap(now) ? Duration.ofNanos(now - since) : Duration.ZERO;
  }

  /** Too much time passed, or the clock was set back. */
  private boolean isGap(long now) {
    return now - last > gap || now - last < 0;
  }
}
