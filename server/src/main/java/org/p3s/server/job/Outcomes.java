package org.p3s.server.job;

import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;

/** What a report means for its job. */
public final class Outcomes {

  /** A payload's exit code for "nothing to do here": counts as success, and nothing is put out. */
  public static final int NOTHING_TO_DO = 99;

  private static final int MOST = 300;

  private Outcomes() {}

  /** Name of the cause of a failure, null for a success. An exit code of its own is a cause. */
  public static String cause(AttemptReport report) {
    if (report.cause() != null) {
      return report.cause().name();
    }
    Integer code = report.exitCode();
    return code == null || code == 0 || code == NOTHING_TO_DO ? null : Cause.EXIT.name();
  }

  /**
   * Why it failed, for people: the last line of what the payload complained about, else what its
   * pilot says; empty when it did not fail.
   */
  public static String reason(AttemptReport report) {
    if (cause(report) == null) {
      return "";
    }
    String said = report.stderrTail() == null ? "" : report.stderrTail().strip();
    String last = said.substring(said.lastIndexOf('\n') + 1);
    String message = report.message() == null ? "" : report.message();
    boolean own = Cause.EXIT.name().equals(cause(report)) && !last.isEmpty();
    String reason = (own ? last : message).replace("\0", "");
    return reason.length() > MOST ? reason.substring(0, MOST) + "…" : reason;
  }

  /** FINISHED, SKIPPED or FAILED. */
  public static JobState of(AttemptReport report) {
    if (cause(report) != null) {
      return JobState.FAILED;
    }
    return report.exitCode() != null && report.exitCode() == NOTHING_TO_DO
        ? JobState.SKIPPED
        : JobState.FINISHED;
  }
}
