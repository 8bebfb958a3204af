package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
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
import org.p3s.server.job.ReadyJob;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.Releases;

/** Takes what pilots report: attempts that began or ended. */
@ApplicationScoped
class Reports {

  /** An attempt that ended, and the lane of its job. */
  record Ended(int laneId, AttemptReport report) {}

  /**
   * What became of the reports of a batch.
   *
   * @param late for each exchange the attempts of which it reported too late
   * @param ended attempts that ended
   * @param ready jobs that are READY because of it
   */
  record Taken(List<Set<AttemptId>> late, List<Ended> ended, List<ReadyJob> ready) {}

  private final JobQueue queue;
  private final AttemptStore attempts;
  private final Releases releases;
  private final Changes changes;

  Reports(JobQueue queue, AttemptStore attempts, Releases releases, Changes changes) {
    this.queue = queue;
    this.attempts = attempts;
    this.releases = releases;
    this.changes = changes;
  }

  /** Takes the reports of a batch of exchanges and draws their consequences. */
  @Transactional
  Taken take(List<Exchange> batch) {
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
    return takeEnds(batch, ends, locked);
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

  private Taken takeEnds(
      List<Exchange> batch, Map<AttemptStore.Known, AttemptEnd> ends, Map<Long, Dag> locked) {
    if (ends.isEmpty()) {
      return new Taken(
          batch.stream().map(each -> Set.<AttemptId>of()).toList(), List.of(), List.of());
    }
    List<Moved> moved = new ArrayList<>();
    List<Ended> accepted = new ArrayList<>();
    Map<AttemptStore.Known, AttemptEnd> others = new LinkedHashMap<>(ends);
    for (JobQueue.Ended each : queue.end(List.copyOf(ends.values()))) {
      AttemptEnd end =
          others.remove(new AttemptStore.Known(each.id(), each.attempt(), each.reporter()));
      moved.add(each.moved());
      accepted.add(new Ended(each.laneId(), end.report()));
    }
    attempts.keepTails(accepted.stream().map(Ended::report).toList());
    List<ReadyJob> ready = releases.release(moved, locked);
    Set<AttemptStore.Known> late = others.isEmpty() ? Set.of() : late(others);
    return new Taken(batch.stream().map(each -> ofOne(each, late)).toList(), accepted, ready);
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
