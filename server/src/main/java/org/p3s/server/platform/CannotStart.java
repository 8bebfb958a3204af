package org.p3s.server.platform;

/** The server cannot start; the message is one sentence that says why and what to do. */
final class CannotStart extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CannotStart(String sentence) {
    this(sentence, 1);
  }

  /**
   * The same with another exit code than 1.
   *
   * @param exitCode 2 for wrong usage
   */
  CannotStart(String sentence, int exitCode) {
    super(sentence);
    this.exitCode = exitCode;
  }

  CannotStart(String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = 1;
  }

  int exitCode() {
    return exitCode;
  }
}
