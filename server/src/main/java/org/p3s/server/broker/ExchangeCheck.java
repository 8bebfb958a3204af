package org.p3s.server.broker;

import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.platform.Refusal;

/** Refuses requests that no pilot of ours would send. */
final class ExchangeCheck {

  private static final int MOST_JOBS = 1_024;
  private static final int MOST_WAIT = 60;
  private static final int MOST_ENTRIES = 4_096;

  private ExchangeCheck() {}

  static void check(ExchangeRequest request) {
    if (request.want() < 0 || request.want() > MOST_JOBS) {
      throw Refusal.invalid("want", "want must be between 0 and " + MOST_JOBS);
    }
    if (request.waitSeconds() < 0 || request.waitSeconds() > MOST_WAIT) {
      throw Refusal.invalid("waitSeconds", "waitSeconds must be between 0 and " + MOST_WAIT);
    }
    if (request.reports().size() > MOST_ENTRIES || request.running().size() > MOST_ENTRIES) {
      throw Refusal.invalid("reports", "reports and running hold at most 4,096 entries");
    }
    request.reports().forEach(ExchangeCheck::check);
  }

  private static void check(AttemptReport report) {
    if (report.phase() == null) {
      throw Refusal.invalid("reports.phase", "phase must be STARTED or ENDED");
    }
    if (report.phase() == AttemptReport.Phase.ENDED
        && report.exitCode() == null
        && report.cause() == null) {
      throw Refusal.invalid("reports.exitCode", "an attempt that ended has an exitCode or a cause");
    }
  }
}
