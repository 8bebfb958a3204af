package org.p3s.server.dag;

/** When the end of a parent lets the child go on. */
public enum When {
  /** Only when the parent finished; the child is skipped otherwise. */
  SUCCESS,
  /** However the parent ended. */
  ALWAYS
}
