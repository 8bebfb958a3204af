package org.p3s.pilot;

/** How a pilot's life ends, as its exit code. */
public enum Ending {
  DONE(0),
  FAILED(1),
  WRONG_USAGE(2),
  NOT_ALLOWED(4),
  UNREACHABLE(6);

  private final int exitCode;

  Ending(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
