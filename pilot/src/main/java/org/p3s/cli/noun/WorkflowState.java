package org.p3s.cli.noun;

/** The states of a workflow that can be asked for. */
enum WorkflowState {
  DEFINED,
  RUNNING,
  FINISHED,
  FAILED,
  DROPPED,
  CANCELLED;

  boolean isTerminal() {
    return this != DEFINED && this != RUNNING;
  }
}
