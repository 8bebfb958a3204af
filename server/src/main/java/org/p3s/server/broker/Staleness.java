package org.p3s.server.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.platform.Settings;
import org.p3s.server.platform.SmallSteps;
import org.p3s.server.workflow.DropCause;
import org.p3s.server.workflow.Drops;
import org.p3s.server.workflow.Releases;
import org.p3s.server.workflow.Workflows;

/**
 * Looks after jobs that wait past their latest start: optional ones are skipped; of others the
 * workflows are given up, or, where the template wants them late rather than never, they go last.
 */
@ApplicationScoped
class Staleness {

  private static final Logger LOG = Logger.getLogger(Staleness.class);
  private static final int MOST = 5_000;

  private final LateJobs late;
  private final Drops drops;
  private final Releases releases;
  private final Workflows workflows;
  private final Settings settings;
  private final Event<QueuesReordered> reordered;
  private final Counter demotions;

  Staleness(
      LateJobs late,
      Drops drops,
      Releases releases,
      Workflows workflows,
      Settings settings,
      Event<QueuesReordered> reordered,
      MeterRegistry registry) {
    this.late = late;
    this.drops = drops;
    this.releases = releases;
    this.workflows = workflows;
    this.settings = settings;
    this.reordered = reordered;
    this.demotions =
        Counter.builder("p3s_jobs_demoted")
            .description("Jobs that go last because their latest start has passed")
            .register(registry);
  }

  @Scheduled(
      identity = "staleness",
      every = "1s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      while (releases.skipLate(MOST) == MOST) {
        // there are more
      }
      while (sweep() == MOST) {
        // there are more
      }
    } catch (RuntimeException e) {
      LOG.warnf("Late jobs could not be looked after, trying again: %s", e.toString());
    }
  }

  /** How many late jobs were found, 0 when nothing could be done about them. */
  private int sweep() {
    List<LateJobs.Late> found = late.find(settings.grace(), MOST);
    if (found.isEmpty()) {
      return 0;
    }
    var byPolicy = found.stream().collect(Collectors.partitioningBy(this::isToBeDropped));
    int dropped = drop(byPolicy.get(true));
    int demoted = demote(byPolicy.get(false));
    return dropped + demoted == 0 ? 0 : found.size();
  }

  private boolean isToBeDropped(LateJobs.Late job) {
    return workflows.latePolicy(job.templateVersionId()) == LatePolicy.DROP;
  }

  private int drop(List<LateJobs.Late> jobs) {
    Set<Long> own = jobs.stream().map(LateJobs.Late::workflowId).collect(Collectors.toSet());
    return drops.drop(own, DropCause.LATE, "a job of it could not start in time");
  }

  private int demote(List<LateJobs.Late> jobs) {
    int gone =
        new SmallSteps("Late jobs put last")
            .forEach(jobs.stream().map(LateJobs.Late::id).toList(), this::demoteNow);
    demotions.increment(gone);
    return gone;
  }

  private int demoteNow(List<Long> jobs) {
    reordered.fire(new QueuesReordered());
    return late.demote(jobs);
  }
}
