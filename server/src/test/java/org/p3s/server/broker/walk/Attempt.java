package org.p3s.server.broker.walk;

/** What is known of one try of a job. */
final class Attempt {

  final int number;
  final long pilot;

  /** Null while it is open. */
  String outcome;

  String cause;

  /** Its pilot's report counted. */
  boolean reported;

  /** A report came too late to count. */
  boolean noted;

  Attempt(int number, long pilot) {
    this.number = number;
    this.pilot = pilot;
  }

  @Override
  public String toString() {
    return "%d by %d %s %s%s".formatted(number, pilot, outcome, cause, noted ? " noted" : "");
  }
}
