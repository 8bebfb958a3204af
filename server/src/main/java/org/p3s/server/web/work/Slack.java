package org.p3s.server.web.work;

import java.time.Duration;
import java.time.Instant;
import org.p3s.server.web.Show;
import org.p3s.server.workflow.Workflow;

/** How a workflow stands to its deadline, in words. */
final class Slack {

  private Slack() {}

  static String of(Workflow workflow) {
    Instant deadline = workflow.deadline();
    if (deadline == null) {
      return "no deadline";
    }
    boolean ended = workflow.endedAt() != null;
    Duration left = Duration.between(ended ? workflow.endedAt() : Instant.now(), deadline);
    String span = Show.span(left.abs());
    if (left.isNegative()) {
      return ended ? "ended " + span + " late" : span + " late";
    }
    return ended ? "ended " + span + " before its deadline" : span + " left";
  }
}
