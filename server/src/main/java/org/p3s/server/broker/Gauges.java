package org.p3s.server.broker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.JobState;
import org.p3s.server.pilot.PilotState;

/** What is there now: jobs and pilots by state, read when somebody scrapes. */
@ApplicationScoped
class Gauges {

  /** A number by name; public because Jdbi fills it. */
  public record Count(String state, double number) {}

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final String OLDEST = "oldest";

  private final Jdbi jdbi;
  private Map<String, Double> counts = Map.of();
  private long readAt;

  Gauges(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void register(@Observes StartupEvent event, MeterRegistry registry) {
    for (JobState state :
        List.of(JobState.WAITING, JobState.READY, JobState.DISPATCHED, JobState.RUNNING)) {
      gauge(registry, "p3s_jobs", "Jobs that have not ended", "job " + state, state.name());
    }
    for (PilotState state : PilotState.values()) {
      if (!state.isTerminal()) {
        gauge(registry, "p3s_pilots", "Pilots that are there", "pilot " + state, state.name());
      }
    }
    Gauge.builder("p3s_oldest_waiting_seconds", () -> value(OLDEST))
        .description("Age of the oldest READY job")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, String key, String state) {
    Gauge.builder(name, () -> value(key))
        .description(description)
        .tag("state", state)
        .register(registry);
  }

  /** One read serves all the gauges of a scrape. */
  private synchronized double value(String key) {
    if (readAt == 0 || System.nanoTime() - readAt > FRESH.toNanos()) {
      counts = read();
      readAt = System.nanoTime();
    }
    return counts.getOrDefault(key, 0.0);
  }

  private Map<String, Double> read() {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select 'job ' || state state, count(*) number from job
                        where state in ('WAITING', 'READY') group by state
                        union all
                        select 'job ' || state, count(*) from job
                        where state in ('DISPATCHED', 'RUNNING') group by state
                        union all
                        select 'pilot ' || state, count(*) from pilot
                        where state not in ('LOST', 'STOPPED') group by state
                        union all
                        select 'oldest', coalesce(extract(epoch from now() - min(ready_at)), 0) from job
                        where state = 'READY'
                        """)
                    .mapTo(Count.class)
                    .list())
        .stream()
        .collect(Collectors.toMap(Count::state, Count::number));
  }
}
