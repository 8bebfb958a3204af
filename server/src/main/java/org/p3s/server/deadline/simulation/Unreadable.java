package org.p3s.server.deadline.simulation;

import java.io.IOException;

/** A file that does not hold what it should; the message says where. */
final class Unreadable extends IOException {

  private static final long serialVersionUID = 1;

  Unreadable(String message) {
    super(message);
  }
}
