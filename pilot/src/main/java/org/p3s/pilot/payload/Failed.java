package org.p3s.pilot.payload;

import org.p3s.protocol.Cause;

/** An attempt that cannot succeed any more: the cause, and one sentence for people. */
final class Failed extends Exception {

  private static final long serialVersionUID = 1;

  private final Cause cause;

  Failed(Cause cause, String sentence) {
    super(sentence);
    this.cause = cause;
  }

  Cause reason() {
    return cause;
  }
}
