package org.p3s.server.broker.walk;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;

/** An exchange that took place. */
record Said(Pilot pilot, ExchangeRequest request, ExchangeAnswer answer) {

  List<AttemptReport> reports(AttemptReport.Phase phase) {
    return request.reports().stream().filter(each -> each.phase() == phase).toList();
  }

  boolean isTold(AttemptId id) {
    return reports(AttemptReport.Phase.ENDED).stream().anyMatch(each -> each.id().equals(id));
  }

  boolean aborts(AttemptId id) {
    return aborted().contains(id);
  }

  Set<AttemptId> aborted() {
    Set<AttemptId> ids = new HashSet<>();
    for (Command each : answer.commands()) {
      if (each.kind() == Command.Kind.ABORT && !ids.add(each.attempt())) {
        throw new AssertionError("told twice to abort " + each.attempt());
      }
    }
    return ids;
  }

  List<String> otherCommands() {
    return answer.commands().stream()
        .filter(each -> each.kind() != Command.Kind.ABORT)
        .map(each -> each.kind().name())
        .toList();
  }

  List<AttemptId> offered() {
    return answer.jobs().stream().map(JobOffer::id).toList();
  }

  @Override
  public String toString() {
    return "%s runs %s reports %s wants %d -> %s %s %s"
        .formatted(
            pilot,
            request.running(),
            request.reports().stream()
                .map(
                    r ->
                        "%s/%d %s %s %s"
                            .formatted(r.jobId(), r.attempt(), r.phase(), r.exitCode(), r.cause()))
                .toList(),
            request.want(),
            offered(),
            aborted(),
            otherCommands());
  }
}
