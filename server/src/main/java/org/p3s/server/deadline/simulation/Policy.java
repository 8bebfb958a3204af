package org.p3s.server.deadline.simulation;

import java.util.Locale;

/** In which order jobs go, and what becomes of those that cannot be in time. */
enum Policy {
  /** The job that has been ready for longest. Everything is run, however late. */
  FIFO,
  /** The later a step of the graph, the sooner; else the one that has been ready for longest. */
  PRIORITY,
  /** The earliest latest start. */
  DEADLINE,
  /** The newest file. */
  NEWEST_FIRST,
  /** The earliest latest start, of what was admitted; what becomes too late is dropped. */
  P3S;

  /** As users write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
