package org.p3s.server.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.protocol.AttemptReport;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Outcomes;
import org.p3s.server.workflow.WorkflowSettled;
import org.p3s.server.workflow.WorkflowsSettled;

/** How long things took, for {@code /q/metrics}. */
@ApplicationScoped
class Timings {

  private static final Duration[] BUCKETS = {
    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30),
    Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(10),
    Duration.ofMinutes(30), Duration.ofHours(1)
  };

  private final Lanes lanes;
  private final MeterRegistry registry;
  private final Timer dispatch;
  private final Map<String, OfType> byType = new ConcurrentHashMap<>();

  Timings(Lanes lanes, MeterRegistry registry) {
    this.lanes = lanes;
    this.registry = registry;
    this.dispatch =
        Timer.builder("p3s_dispatch_seconds")
            .description("One transaction that gives jobs away, from start to commit")
            .publishPercentileHistogram()
            .register(registry);
  }

  /** Counts what a turn has done, which is committed. */
  void turn(long nanos, Outcome outcome) {
    dispatch.record(Duration.ofNanos(nanos));
    outcome
        .given()
        .forEach(
            each ->
                of(each.laneId())
                    .waited
                    .record(Duration.ofNanos((long) (Math.max(0, each.waited()) * 1e9))));
  }

  /** Counts attempts whose end is committed. */
  void ended(List<Reports.Ended> ended) {
    for (Reports.Ended each : ended) {
      AttemptReport report = each.report();
      OfType type = of(each.laneId());
      if (report.startedAt() != null && report.endedAt() != null) {
        Duration taken = Duration.between(report.startedAt(), report.endedAt());
        type.ran.record(taken.isNegative() ? Duration.ZERO : taken);
      }
      type.outcomes.get(Outcomes.of(report)).increment();
    }
  }

  void settled(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkflowsSettled settled) {
    for (WorkflowSettled workflow : settled.workflows()) {
      registry.counter("p3s_workflows_total", "state", workflow.state().name()).increment();
      if (workflow.isLate()) {
        registry.counter("p3s_deadline_missed_total").increment();
      }
    }
  }

  private OfType of(int lane) {
    return byType.computeIfAbsent(
        lanes.requirementsOf(lane).jobType(), type -> new OfType(type, registry));
  }

  /** The meters of one job type; looking them up by their tags each time would cost more. */
  private static final class OfType {
    final Timer waited;
    final Timer ran;
    final Map<JobState, Counter> outcomes = new EnumMap<>(JobState.class);

    OfType(String jobType, MeterRegistry registry) {
      waited = timer("p3s_job_queue_seconds", "From READY to a pilot", jobType, registry);
      ran = timer("p3s_job_run_seconds", "From start to end of a payload", jobType, registry);
      for (JobState outcome : List.of(JobState.FINISHED, JobState.SKIPPED, JobState.FAILED)) {
        outcomes.put(
            outcome,
            registry.counter("p3s_attempts_total", "job_type", jobType, "outcome", outcome.name()));
      }
    }

    private static Timer timer(
        String name, String description, String jobType, MeterRegistry registry) {
      return Timer.builder(name)
          .description(description)
          .tag("job_type", jobType)
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }
  }
}
