package org.p3s.server.workflow;

/** Why a workflow was given up. */
public enum DropCause {
  /** A job of it did not get its turn before its latest start. */
  LATE,
  /** By the forecast its results would have missed the deadline. */
  FORECAST
}
