package org.p3s.server.workflow;

import java.util.EnumSet;
import java.util.Set;

/** Where in its life a workflow is. It settles exactly once, when its last job is terminal. */
public enum WorkflowState {
  /** Made, and not started. An operator starts it. */
  DEFINED,
  /** Its jobs wait or run. Its last job settles it. */
  RUNNING,
  FINISHED,
  FAILED,
  DROPPED,
  CANCELLED;

  /** States that this one may turn into. */
  public Set<WorkflowState> next() {
    return switch (this) {
      case DEFINED -> EnumSet.of(RUNNING, CANCELLED);
      case RUNNING -> EnumSet.of(FINISHED, FAILED, DROPPED, CANCELLED);
      case FINISHED, FAILED, DROPPED, CANCELLED -> EnumSet.noneOf(WorkflowState.class);
    };
  }

  public boolean isTerminal() {
    return next().isEmpty();
  }
}
