package org.p3s.pilot.payload;

/** What exit codes of payloads mean. */
final class AttemptExit {

  /** The payload found nothing to do: success, and no output is asked for. */
  static final int NOTHING_TO_DO = 99;

  private AttemptExit() {}

  static String sentence(int exitCode) {
    if (exitCode > 128 && exitCode <= 128 + 64) {
      return "The payload was ended by signal " + (exitCode - 128);
    }
    return switch (exitCode) {
      case 65 -> "The payload ended with exit code 65 (its input is bad)";
      case 66 -> "The payload ended with exit code 66 (its input is missing)";
      case 75 -> "The payload ended with exit code 75 (try again later)";
      case 126 -> "The payload ended with exit code 126 (a program in it may not be run)";
      case 127 -> "The payload ended with exit code 127 (a program in it was not found)";
      default -> "The payload ended with exit code " + exitCode;
    };
  }
}
