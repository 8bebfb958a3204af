package org.p3s.pilot;

import java.time.Duration;
import java.util.Optional;
import org.p3s.pilot.PilotSettings.Limits;

/** Whether the pilot takes jobs, finishes what it has, or stops; the agent's thread alone asks. */
final class Course {

  private enum Stage {
    TAKING,
    /** Takes nothing more; what runs may finish. */
    DRAINING,
    /** The same, but only for the drain time. */
    LEAVING,
    /** What runs is being ended. */
    STOPPING
  }

  private final Limits limits;
  private final Logbook log;
  private final long born = System.nanoTime();
  private Stage stage = Stage.TAKING;
  private long stageBegan = born;
  private long restingSince = born;
  private int taken;
  private boolean ended;
  private boolean urgent;

  Course(Limits limits, Logbook log) {
    this.limits = limits;
    this.log = log;
  }

  boolean isTaking() {
    return stage == Stage.TAKING;
  }

  int jobsLeft() {
    return limits.maxJobs() == 0 ? Integer.MAX_VALUE : limits.maxJobs() - taken;
  }

  void took() {
    taken++;
    if (jobsLeft() == 0) {
      drain("it has taken all its " + taken + " jobs");
    }
  }

  /** Idleness counts from here. */
  void rested() {
    restingSince = System.nanoTime();
  }

  /** Looks at the clock: limits on idleness, lifetime and draining. */
  void look(boolean resting, boolean registered) {
    if (!resting || !registered) {
      rested();
    }
    if (isTaking() && isOver(limits.idleExit(), restingSince)) {
      drain("idle for " + limits.idleExit());
    }
    if (isTaking() && isOverage()) {
      drain("its lifetime of " + limits.maxLifetime() + " is over");
    }
    if (stage == Stage.LEAVING && isOver(limits.drainTime(), stageBegan)) {
      stopNow("the drain time of " + limits.drainTime() + " is over");
    }
  }

  boolean isOverage() {
    return isOver(limits.maxLifetime(), born);
  }

  private static boolean isOver(Duration limit, long since) {
    return limit != null && System.nanoTime() - since >= limit.toNanos();
  }

  /** What runs may finish. */
  void drain(String why) {
    enter(Stage.DRAINING, why);
  }

  /** A signal: the first one drains for a while, the second ends what runs, the third kills it. */
  void stop(String why) {
    if (stage == Stage.STOPPING) {
      urgent = true;
      ended = false;
    } else if (stage == Stage.LEAVING) {
      stopNow(why);
    } else {
      enter(Stage.LEAVING, why);
    }
  }

  void stopNow(String why) {
    enter(Stage.STOPPING, why);
  }

  private void enter(Stage next, String why) {
    if (next.compareTo(stage) > 0) {
      log.say((next == Stage.STOPPING ? "stopping: " : "taking no more jobs: ") + why);
      stage = next;
      stageBegan = System.nanoTime();
    }
  }

  /** Whether it has been told to go at least that long ago. */
  boolean isStopped(Duration ago) {
    return switch (stage) {
      case TAKING, DRAINING -> false;
      case LEAVING -> isOver(limits.drainTime(), stageBegan);
      case STOPPING -> isOver(ago, stageBegan);
    };
  }

  /** The grace with which running payloads are to be ended now; each time it gets shorter once. */
  Optional<Duration> graceForRunning() {
    if (stage != Stage.STOPPING || ended) {
      return Optional.empty();
    }
    ended = true;
    return Optional.of(urgent ? Duration.ZERO : limits.killGrace());
  }
}
