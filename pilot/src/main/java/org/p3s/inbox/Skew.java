package org.p3s.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.p3s.inbox.folder.Entry;

/**
 * How far the clock that stamps a folder's files is off, as far as can be told. People should know,
 * and a known lag is made good in the times that are announced: files must not look older than they
 * are.
 */
final class Skew {

  private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

  private final Clock clock;
  private Duration largest = Duration.ZERO;
  private Duration lag = Duration.ZERO;

  Skew(Clock clock) {
    this.clock = clock;
  }

  /**
   * A file is seen for the first time, or has changed.
   *
   * @param before as it was seen last, null when it is new
   * @param nanos since then
   */
  void note(Entry before, Entry now, long nanos) {
    Instant here = clock.instant();
    Duration ahead = Duration.between(here, Instant.ofEpochMilli(now.modified()));
    if (ahead.plus(lag).compareTo(WORTH_SAYING) > 0) {
      // a clock that were still as far behind could not have stamped this
      lag = Duration.ZERO;
    }
    if (ahead.compareTo(WORTH_SAYING) > 0) {
      keep(ahead);
    } else if (before != null
        && before.size() < now.size()
        // one that goes back was set, as copies that keep the times of files do
        && before.modified() <= now.modified()) {
      // it has grown since it was looked at, so its stamp cannot be older than that
      Duration behind = ahead.plusNanos(nanos);
      if (behind.negated().compareTo(WORTH_SAYING) > 0) {
        keep(behind);
        lag = behind.negated().compareTo(lag) > 0 ? behind.negated() : lag;
      }
    }
  }

  private void keep(Duration seen) {
    if (seen.abs().compareTo(largest.abs()) > 0) {
      largest = seen;
    }
  }

  /** When a file was written by this machine's clock, as far as is known; never in its future. */
  Instant corrected(Instant stamp) {
    if (lag.isZero()) {
      return stamp;
    }
    Instant written = stamp.plus(lag);
    Instant here = clock.instant();
    return written.isBefore(here) ? written : here;
  }

  /** What to add to this machine's clock to get the other's; zero when nothing is known. */
  Duration largest() {
    return largest;
  }
}
