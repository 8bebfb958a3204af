package org.p3s.server.job;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where in its life a job is. A terminal state never changes. */
public enum JobState {
  /** For its parents, or for its workflow to start. The release of its last parent moves it on. */
  WAITING,
  /** For a pilot. The broker moves it on. */
  READY,
  /** Given to a pilot that has not yet said that it runs. The pilot moves it on. */
  DISPATCHED,
  /** The pilot says so. */
  RUNNING,
  FINISHED,
  FAILED,
  /** Its result would come too late. */
  DROPPED,
  CANCELLED,
  /** A parent failed, the payload found nothing to do, or it is optional and was too late. */
  SKIPPED;

  private static final Set<JobState> TERMINAL =
      EnumSet.of(FINISHED, FAILED, DROPPED, CANCELLED, SKIPPED);

  /** States that this one may turn into. */
  public Set<JobState> next() {
    return switch (this) {
      // a noop finishes without a pilot
      case WAITING -> EnumSet.of(READY, FINISHED, DROPPED, CANCELLED, SKIPPED);
      // SKIPPED: it is optional and too late
      case READY -> EnumSet.of(DISPATCHED, DROPPED, CANCELLED, SKIPPED);
      // back to READY: the pilot was lost or gave it back; FAILED: it could not even be started
      case DISPATCHED -> EnumSet.of(RUNNING, READY, FINISHED, FAILED, CANCELLED, SKIPPED);
      case RUNNING -> EnumSet.of(READY, FINISHED, FAILED, CANCELLED, SKIPPED);
      case FINISHED, FAILED, DROPPED, CANCELLED, SKIPPED -> EnumSet.noneOf(JobState.class);
    };
  }

  /** Names of the states that may turn into this one: the guard of every write. */
  public List<String> before() {
    return Arrays.stream(values())
        .filter(each -> each.next().contains(this))
        .map(JobState::name)
        .toList();
  }

  public boolean isTerminal() {
    return TERMINAL.contains(this);
  }

  /** Whether a pilot holds it. */
  public boolean isHeld() {
    return this == DISPATCHED || this == RUNNING;
  }
}
