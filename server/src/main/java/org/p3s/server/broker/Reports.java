package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.AttemptEnd;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Moved;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.Releases;

/** Takes what pilots report: attempts that began or ended. */
@ApplicationScoped
class Reports {

  private final JobQueue queue;
  private final AttemptStore attempts;
  private final Releases releases;
  private final Event<AttemptsEnded> ended;
  private final Changes changes;

  Reports(
      JobQueue queue,
      AttemptStore attempts,
      Releases releases,
      Event<AttemptsEnded> ended,
      Changes changes) {
    this.queue = queue;
    this.attempts = attempts;
    this.releases = releases;
    this.ended = ended;
    this.changes = changes;
  }

  /**
   * Takes the reports of a batch of exchanges and draws their consequences.
   *
   * @return for each exchange the attempts whose reports came too late to count
   */
  @Transactional
  List<Set<AttemptId>> take(List<Exchange> batch) {
    List<JobQueue.Start> starts = new ArrayList<>();
    Map<AttemptStore.Known, AttemptEnd> ends = new LinkedHashMap<>();
    for (Exchange each : batch) {
      for (AttemptReport report : each.request.reports()) {
        if (report.phase() == AttemptReport.Phase.STARTED) {
          starts.add(new JobQueue.Start(report.jobId(), report.attempt(), each.pilot));
        } else {
          ends.put(key(report, each.pilot), new AttemptEnd(each.pilot, report));
        }
      }
    }
    Map<Long, Dag> locked =
        ends.isEmpty()
            ? Map.of()
            : releases.lock(ends.values().stream().map(each -> each.report().jobId()).toList());
    if (!starts.isEmpty()) {
      // in one order: two servers may hear the same of a pilot that turned to the other one
      starts.sort(Comparator.comparingLong(JobQueue.Start::jobId));
      queue.start(starts);
      changes.hint(Changes.Topic.JOBS);
    }
    Set<AttemptStore.Known> late = ends.isEmpty() ? Set.of() : takeEnds(ends, locked);
    return batch.stream().map(each -> ofOne(each, late)).toList();
  }

  private static Set<AttemptId> ofOne(Exchange exchange, Set<AttemptStore.Known> late) {
    return exchange.request.reports().stream()
        .filter(report -> late.contains(key(report, exchange.pilot)))
        .map(AttemptReport::id)
        .collect(Collectors.toSet());
  }

  private static AttemptStore.Known key(AttemptReport report, long pilot) {
    return new AttemptStore.Known(report.jobId(), report.attempt(), pilot);
  }

  /** Those that came too late. */
  private Set<AttemptStore.Known> takeEnds(
      Map<AttemptStore.Known, AttemptEnd> ends, Map<Long, Dag> locked) {
    List<Moved> moved = new ArrayList<>();
    List<AttemptsEnded.One> accepted = new ArrayList<>();
    Map<AttemptStore.Known, AttemptEnd> others = new LinkedHashMap<>(ends);
    for (JobQueue.Ended each : queue.end(List.copyOf(ends.values()))) {
      AttemptEnd end =
          others.remove(new AttemptStore.Known(each.id(), each.attempt(), each.reporter()));
      moved.add(each.moved());
      accepted.add(new AttemptsEnded.One(each.queueId(), end.report()));
    }
    attempts.keepTails(accepted.stream().map(AttemptsEnded.One::report).toList());
    releases.releaseAndTell(moved, locked);
    if (!accepted.isEmpty()) {
      ended.fire(new AttemptsEnded(accepted));
    }
    return others.isEmpty() ? Set.of() : late(others);
  }

  /** A report that was taken before is fine; any other is noted, and its pilot told to abort. */
  private Set<AttemptStore.Known> late(Map<AttemptStore.Known, AttemptEnd> others) {
    Map<AttemptStore.Known, AttemptEnd> tooLate = new LinkedHashMap<>(others);
    attempts
        .reported(others.keySet().stream().map(AttemptStore.Known::jobId).toList())
        .forEach(tooLate::remove);
    if (!tooLate.isEmpty()) {
      attempts.noteLate(List.copyOf(tooLate.values()));
    }
    return tooLate.keySet();
  }
}
