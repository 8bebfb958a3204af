package org.p3s.server.dag;

/** What one workflow of a template is about. */
public enum Scope {
  /** One file: each file that a trigger takes starts a workflow. */
  FILE,
  /** A run: one workflow when the run has ended and its files are final. */
  RUN,
  /** A run so far: one workflow after the other while files become final, the last covers all. */
  ROLLING
}
