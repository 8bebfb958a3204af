package org.p3s.server.platform;

/** The server cannot start; the message is one sentence that says why and what to do. */
final class CannotStart extends Exception {
  private static final long serialVersionUID = 1L;

  CannotStart(String sentence) {
    super(sentence);
  }

  CannotStart(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
