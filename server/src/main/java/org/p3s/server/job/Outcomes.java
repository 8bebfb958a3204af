package org.p3s.server.job;

import org.p3s.protocol.AttemptReport;

/** What a report means for its job. */
public final class Outcomes {

  /** A payload's exit code for "nothing to do here": counts as success, and nothing is put out. */
  public static final int NOTHING_TO_DO = 99;

  private Outcomes() {}

  /** FINISHED, SKIPPED or FAILED. */
  public static JobState of(AttemptReport report) {
    if (report.cause() != null) {
      return JobState.FAILED;
    }
    return report.exitCode() != null && report.exitCode() == NOTHING_TO_DO
        ? JobState.SKIPPED
        : JobState.FINISHED;
  }
}
