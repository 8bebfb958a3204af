package org.p3s.cli.api;

/** How a command ends; the numbers are part of the command line's contract. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** Done, and the answer is negative: a workflow failed, the server is not healthy. */
  NEGATIVE(1),
  /** Wrong usage or wrong input. */
  USAGE(2),
  NOT_FOUND(3),
  /** No token, or one that does not allow it. */
  NOT_ALLOWED(4),
  /** The state of the thing does not allow it, or it contradicts what is known. */
  CONFLICT(5),
  /** No p3s server answers. */
  UNREACHABLE(6),
  TIMED_OUT(7),
  /** Refused by policy, such as a limit. */
  REFUSED(8);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
