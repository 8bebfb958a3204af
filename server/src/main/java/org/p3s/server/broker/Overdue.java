package org.p3s.server.broker;

import static java.util.stream.Collectors.toMap;
import static org.p3s.server.platform.SqlArray.longs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.server.job.JobKey;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflows;

/** Ends jobs that run for too long when somebody says so: their pilots see to it by themselves. */
@ApplicationScoped
public class Overdue {

  /** A job that a pilot runs, and for how many seconds; public because Jdbi fills it. */
  public record Running(long id, int attempt, long pilotId, double seconds) {}

  private final Broker broker;
  private final Workflows workflows;
  private final Jdbi jdbi;

  Overdue(Broker broker, Workflows workflows, Jdbi jdbi) {
    this.broker = broker;
    this.workflows = workflows;
    this.jdbi = jdbi;
  }

  /**
   * Ends jobs that these pilots have been running for longer, as failed by their time limit. The
   * pilots hear of it when they tell of these jobs the next time.
   *
   * @param seconds 0 for each job's own time limit
   * @return how many ended
   */
  public Uni<Integer> end(Collection<Long> pilots, long seconds) {
    List<Running> running = running(pilots);
    Map<Long, Blueprint> blueprints = seconds > 0 ? Map.of() : blueprints(running);
    List<Uni<Boolean>> ends =
        running.stream()
            .filter(
                each -> each.seconds() > (seconds > 0 ? seconds : ownLimit(each.id(), blueprints)))
            .map(this::end)
            .toList();
    return ends.isEmpty()
        ? Uni.createFrom().item(0)
        : Uni.join()
            .all(ends)
            .andFailFast()
            .map(all -> (int) all.stream().filter(counted -> counted).count());
  }

  private List<Running> running(Collection<Long> pilots) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, attempt, pilot_id, extract(epoch from now() - started_at) seconds
                    from job where pilot_id = any(:pilots) and state = 'RUNNING'
                    """)
                .bind("pilots", longs(pilots))
                .mapTo(Running.class)
                .list());
  }

  /** Of their workflows, by these. */
  private Map<Long, Blueprint> blueprints(List<Running> running) {
    Set<Long> ids = new HashSet<>();
    running.forEach(each -> ids.add(JobKey.workflow(each.id())));
    return workflows.outlines(ids).stream()
        .map(workflows::blueprint)
        .collect(toMap(Blueprint::workflow, blueprint -> blueprint));
  }

  private long ownLimit(long job, Map<Long, Blueprint> blueprints) {
    return workflows
        .timeLimit(blueprints.get(JobKey.workflow(job)).dag().vertices().get(JobKey.vertex(job)))
        .toSeconds();
  }

  private Uni<Boolean> end(Running job) {
    AttemptReport report =
        new AttemptReport(
            job.id(),
            job.attempt(),
            AttemptReport.Phase.ENDED,
            null,
            Cause.TIME_LIMIT,
            "given up after %d s".formatted(Math.round(job.seconds())),
            List.of(),
            null,
            Instant.now(),
            null,
            null,
            null);
    return Uni.createFrom().completionStage(broker.end(job.pilotId(), report));
  }
}
