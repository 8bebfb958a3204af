package org.p3s.server.broker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import org.p3s.protocol.AttemptReport;
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

  private final MeterRegistry registry;
  private final Timer dispatch;

  Timings(MeterRegistry registry) {
    this.registry = registry;
    this.dispatch =
        Timer.builder("p3s_dispatch_seconds")
            .description("One transaction of the broker, from start to commit")
            .publishPercentileHistogram()
            .register(registry);
  }

  void turn(long nanos) {
    dispatch.record(Duration.ofNanos(nanos));
  }

  /** A job was given away after that many seconds. */
  void dispatched(String jobType, double waited) {
    record(
        "p3s_job_queue_seconds",
        "From READY to a pilot",
        jobType,
        Duration.ofNanos((long) (waited * 1e9)));
  }

  void ended(String jobType, AttemptReport report) {
    if (report.startedAt() != null && report.endedAt() != null) {
      record(
          "p3s_job_run_seconds",
          "From start to end of a payload",
          jobType,
          Duration.between(report.startedAt(), report.endedAt()));
    }
    registry
        .counter("p3s_attempts_total", "job_type", jobType, "outcome", Outcomes.of(report).name())
        .increment();
  }

  void settled(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkflowsSettled settled) {
    for (WorkflowSettled workflow : settled.workflows()) {
      registry.counter("p3s_workflows_total", "state", workflow.state().name()).increment();
      if (workflow.isLate()) {
        registry.counter("p3s_deadline_missed_total").increment();
      }
    }
  }

  private void record(String name, String description, String jobType, Duration taken) {
    Timer.builder(name)
        .description(description)
        .tag("job_type", jobType)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(taken.isNegative() ? Duration.ZERO : taken);
  }
}
