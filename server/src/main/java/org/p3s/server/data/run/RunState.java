package org.p3s.server.data.run;

/** Whether data taking goes on. Run control ends a run; it never opens again. */
public enum RunState {
  OPEN,
  ENDED
}
