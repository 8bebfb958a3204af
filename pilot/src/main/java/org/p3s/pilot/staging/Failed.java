package org.p3s.pilot.staging;

import org.p3s.protocol.Cause;

/** An attempt that cannot succeed any more: the cause, and one sentence for people. */
public final class Failed extends Exception {

  private static final long serialVersionUID = 1;

  private final Cause cause;

  public Failed(Cause cause, String sentence) {
    super(sentence);
    this.cause = cause;
  }

  public Cause reason() {
    return cause;
  }
}
