package org.p3s.server.dag;

/** What becomes of a workflow that can no longer meet its deadline. */
public enum LatePolicy {
  /** Its waiting jobs are dropped. */
  DROP,
  /** It runs all the same, after what is still in time. */
  RUN
}
