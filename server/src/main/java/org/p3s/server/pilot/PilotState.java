package org.p3s.server.pilot;

import java.util.EnumSet;
import java.util.Set;

/** Where in its life a pilot is. */
public enum PilotState {
  /** It holds no job. Its next exchange moves it on, as from BUSY and SUSPECT. */
  IDLE,
  BUSY,
  /** It takes no more jobs and signs off after the last. */
  DRAINING,
  /** It missed two beats. The reaper moves it on when its lease ends. */
  SUSPECT,
  /** Its lease ended; if it comes back it has to register anew. */
  LOST,
  /** It signed off. */
  STOPPED;

  /** States that this one may turn into. */
  public Set<PilotState> next() {
    return switch (this) {
      case IDLE -> EnumSet.of(BUSY, DRAINING, SUSPECT, LOST, STOPPED);
      case BUSY -> EnumSet.of(IDLE, DRAINING, SUSPECT, LOST, STOPPED);
      case DRAINING -> EnumSet.of(SUSPECT, LOST, STOPPED);
      case SUSPECT -> EnumSet.of(IDLE, BUSY, DRAINING, LOST, STOPPED);
      case LOST, STOPPED -> EnumSet.noneOf(PilotState.class);
    };
  }

  public boolean isTerminal() {
    return next().isEmpty();
  }
}
