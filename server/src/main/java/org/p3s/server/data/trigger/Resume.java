package org.p3s.server.data.trigger;

/** What becomes of the files that a trigger missed while it was paused. */
public enum Resume {
  /** The newest first, as long as their deadlines, which count from when they were seen, allow. */
  NEWEST,
  /** All of them; their deadlines count from the resume. */
  ALL,
  /** None of them. */
  NONE
}
