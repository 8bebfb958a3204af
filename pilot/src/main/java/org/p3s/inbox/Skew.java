package org.p3s.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.p3s.inbox.folder.Entry;

/**
 * How far the clock that stamps a folder's files is off, as far as can be told: nobody's judgement
 * depends on it, but people should know.
 */
final class Skew {

  private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

  private final Clock clock;
  private Duration largest = Duration.ZERO;

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
    if (ahead.compareTo(WORTH_SAYING) > 0) {
      keep(ahead);
    } else if (before != null && before.size() < now.size()) {
      // it has grown since it was looked at, so its stamp cannot be older than that
      Duration behind = ahead.plusNanos(nanos);
      if (behind.negated().compareTo(WORTH_SAYING) > 0) {
        keep(behind);
      }
    }
  }

  private void keep(Duration seen) {
    if (seen.abs().compareTo(largest.abs()) > 0) {
      largest = seen;
    }
  }

  /** What to add to this machine's clock to get the other's; zero when nothing is known. */
  Duration largest() {
    return largest;
  }
}
