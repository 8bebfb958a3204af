package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.AttemptStore.Said;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.Outcomes;
import org.p3s.server.job.Queues;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.Releases;

/** Takes what pilots report: attempts that began or ended. Runs inside a turn's transaction. */
@ApplicationScoped
class Reports {

  private final JobQueue queue;
  private final Queues queues;
  private final AttemptStore attempts;
  private final Releases releases;
  private final Timings timings;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters")
  Reports(
      JobQueue queue,
      Queues queues,
      AttemptStore attempts,
      Releases releases,
      Timings timings,
      Changes changes) {
    this.queue = queue;
    this.queues = queues;
    this.attempts = attempts;
    this.releases = releases;
    this.timings = timings;
    this.changes = changes;
  }

  /**
   * Takes the reports of a batch and draws their consequences.
   *
   * @return the attempts whose reports came too late to count
   */
  Set<AttemptId> take(List<Exchange> live) {
    List<Said> starts = new ArrayList<>();
    Map<AttemptId, Said> ends = new LinkedHashMap<>();
    for (Exchange each : live) {
      for (AttemptReport report : each.request.reports()) {
        Said said = new Said(each.pilot, report);
        if (report.phase() == AttemptReport.Phase.STARTED) {
          starts.add(said);
        } else {
          ends.put(report.id(), said);
        }
      }
    }
    releases.lock(
        live.stream()
            .flatMap(each -> each.request.reports().stream())
            .map(AttemptReport::jobId)
            .toList());
    if (!starts.isEmpty()) {
      queue.start(
          starts.stream()
              .map(s -> new JobQueue.Start(s.report().jobId(), s.report().attempt(), s.pilotId()))
              .toList());
      changes.hint(Changes.Topic.JOBS);
    }
    return ends.isEmpty() ? Set.of() : takeEnds(ends);
  }

  private Set<AttemptId> takeEnds(Map<AttemptId, Said> ends) {
    List<JobQueue.Moved> moved = queue.end(ends.values().stream().map(Reports::end).toList());
    Set<Long> accepted = moved.stream().map(JobQueue.Moved::id).collect(Collectors.toSet());
    moved.forEach(each -> count(each, ends));
    attempts.close(
        ends.values().stream().filter(s -> accepted.contains(s.report().jobId())).toList());
    releases.release(moved);
    List<Said> others =
        ends.values().stream().filter(s -> !accepted.contains(s.report().jobId())).toList();
    return others.isEmpty() ? Set.of() : late(others);
  }

  private void count(JobQueue.Moved moved, Map<AttemptId, Said> ends) {
    ends.values().stream()
        .map(Said::report)
        .filter(report -> report.jobId() == moved.id())
        .forEach(report -> timings.ended(queues.of(moved.queueId()).jobType(), report));
  }

  private static JobQueue.End end(Said said) {
    AttemptReport report = said.report();
    return new JobQueue.End(
        report.jobId(),
        report.attempt(),
        said.pilotId(),
        Outcomes.of(report),
        Outcomes.cause(report),
        report.exitCode(),
        Outcomes.reason(report));
  }

  /** A report that was taken before is fine; any other is noted, and its pilot told to abort. */
  private Set<AttemptId> late(List<Said> others) {
    Set<AttemptStore.Known> reported =
        new HashSet<>(attempts.reported(others.stream().map(s -> s.report().jobId()).toList()));
    Set<AttemptId> refused = new HashSet<>();
    List<Said> tooLate = new ArrayList<>();
    for (Said each : others) {
      AttemptId id = each.report().id();
      if (!reported.contains(new AttemptStore.Known(id.jobId(), id.attempt(), each.pilotId()))) {
        tooLate.add(each);
        refused.add(id);
      }
    }
    attempts.noteLate(tooLate);
    return refused;
  }
}
