package org.p3s.server.broker;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Settings;
import org.p3s.server.platform.SmallSteps;

/**
 * Finds pilots that fell silent. It gives nobody up before it has itself run without a gap for a
 * whole lease: after a start, an outage of the database or a stopped clock pilots could not be
 * heard, and that is not their fault.
 */
@ApplicationScoped
class Reaper {

  private static final Logger LOG = Logger.getLogger(Reaper.class);

  /** A longer time between two runs is a gap. */
  private static final Duration GAP = Duration.ofSeconds(10);

  /** How long the renewal of a lease may be in another server's memory alone. */
  private static final Duration UNWRITTEN = Duration.ofSeconds(2);

  private final PilotStore pilots;
  private final Retrievals retrievals;
  private final Settings settings;
  private final Changes changes;
  private final Grace grace = new Grace(GAP);

  /** The same by the clock that goes on while the machine sleeps. */
  private final Grace graceByWallClock = new Grace(GAP);

  Reaper(PilotStore pilots, Retrievals retrievals, Settings settings, Changes changes) {
    this.pilots = pilots;
    this.retrievals = retrievals;
    this.settings = settings;
    this.changes = changes;
  }

  @Scheduled(every = "3s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      reap(listened());
      ran(System.nanoTime(), wallClock());
    } catch (RuntimeException e) {
      LOG.warnf("Reaping pilots failed, trying again: %s", e.toString());
    }
  }

  /** For how long, up to now and without a gap, pilots could be heard. */
  Duration listened() {
    return least(grace.lasts(System.nanoTime()), graceByWallClock.lasts(wallClock()));
  }

  /** Pilots could be heard at this time, by either clock. */
  void ran(long nanos, long wallClock) {
    grace.ran(nanos);
    graceByWallClock.ran(wallClock);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** In nanoseconds. */
  static long wallClock() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /**
   * Marks silent pilots SUSPECT.
   *
   * @param listened for so long pilots could be heard: those whose lease is no longer and has ended
   *     are given up, and their jobs taken from them
   * @return how many were given up
   */
  int reap(Duration listened) {
    SmallSteps steps = new SmallSteps("Pilots given up");
    int suspects = 0;
    for (int some = steps.step(pilots::suspect); some > 0; some = steps.step(pilots::suspect)) {
      suspects += some;
    }
    int lost = 0;
    for (int some = lose(steps, listened); some > 0; some = lose(steps, listened)) {
      lost += some;
    }
    // when nobody looked for a while, some may have ended long ago
    boolean isNew = listened.compareTo(settings.lease()) < 0;
    while (steps.step(most -> takeFrom(pilots.endedWithJobs(isNew, most))) > 0) {
      // there may be more
    }
    if (suspects > 0 || lost > 0) {
      changes.hint(Changes.Topic.PILOTS);
    }
    return lost;
  }

  private int lose(SmallSteps steps, Duration listened) {
    return steps.step(
        most -> {
          List<Long> lost = pilots.lose(UNWRITTEN, listened, most);
          if (!lost.isEmpty()) {
            LOG.warnf("Lost pilots %s: their leases ended", lost);
          }
          return takeFrom(lost);
        });
  }

  private int takeFrom(List<Long> ended) {
    retrievals.takeFrom(ended);
    return ended.size();
  }
}
