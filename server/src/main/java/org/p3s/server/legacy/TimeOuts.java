package org.p3s.server.legacy;

import static java.util.stream.Collectors.toMap;
import static org.p3s.server.platform.SqlArray.longs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.broker.Conversations;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobKey;
import org.p3s.server.legacy.OldPilots.OldPilot;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflows;

/** Gives up old pilots and their jobs when a script says that they took too long. */
@ApplicationScoped
class TimeOuts {

  /** A job that an old pilot runs, and for how many seconds. */
  public record Running(long id, int attempt, long pilotId, double seconds) {
    AttemptId attemptId() {
      return new AttemptId(id, attempt);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OldPilots old;
  private final Conversations conversations;
  private final Workflows workflows;
  private final Jdbi jdbi;

  TimeOuts(OldPilots old, Conversations conversations, Workflows workflows, Jdbi jdbi) {
    this.old = old;
    this.conversations = conversations;
    this.workflows = workflows;
    this.jdbi = jdbi;
  }

  /**
   * Gives up old pilots that have been silent for longer.
   *
   * @return how many seconds each of them lived, by what the batch system calls it, or by its uuid
   */
  Map<String, String> pilots(long seconds) {
    Map<Long, OldPilot> live =
        old.live().stream().collect(toMap(OldPilot::id, pilot -> pilot, (one, same) -> one));
    Map<String, String> lost = new LinkedHashMap<>();
    for (Long id : conversations.giveUp(List.copyOf(live.keySet()), seconds)) {
      OldPilot pilot = live.get(id);
      boolean isNamed = !pilot.batchId().isEmpty() && !lost.containsKey(pilot.batchId());
      lost.put(
          isNamed ? pilot.batchId() : pilot.uuid(), String.valueOf(Math.round(pilot.lifetime())));
    }
    return lost;
  }

  /**
   * Ends jobs that old pilots have been running for longer.
   *
   * @param seconds 0 for each job's own time limit
   * @return how many
   */
  int jobs(long seconds) {
    List<Running> running = running();
    Map<Long, Long> limits = seconds > 0 ? Map.of() : limits(running);
    List<Uni<Boolean>> ends =
        running.stream()
            .filter(each -> each.seconds() > limits.getOrDefault(each.id(), seconds))
            .map(this::end)
            .toList();
    return ends.isEmpty()
        ? 0
        : (int)
            Uni.join().all(ends).andFailFast().await().atMost(PATIENCE).stream()
                .filter(ended -> ended)
                .count();
  }

  private List<Running> running() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, attempt, pilot_id, extract(epoch from now() - started_at) seconds
                    from job where pilot_id = any(:pilots) and state = 'RUNNING'
                    """)
                .bind("pilots", longs(old.live(), OldPilot::id))
                .mapTo(Running.class)
                .list());
  }

  /** The time limit of each in seconds. */
  private Map<Long, Long> limits(List<Running> running) {
    Set<Long> ids = new HashSet<>();
    running.forEach(each -> ids.add(JobKey.workflow(each.id())));
    Map<Long, Blueprint> blueprints =
        workflows.outlines(ids).stream()
            .map(workflows::blueprint)
            .collect(toMap(Blueprint::workflow, blueprint -> blueprint));
    Map<Long, Long> limits = new HashMap<>();
    for (Running each : running) {
      Vertex vertex =
          blueprints.get(JobKey.workflow(each.id())).dag().vertices().get(JobKey.vertex(each.id()));
      limits.put(each.id(), workflows.timeLimit(vertex).toSeconds());
    }
    return limits;
  }

  /** Reports it as ended, in the name of its pilot; false when it had moved on meanwhile. */
  private Uni<Boolean> end(Running job) {
    AttemptReport report =
        new AttemptReport(
            job.id(),
            job.attempt(),
            AttemptReport.Phase.ENDED,
            null,
            Cause.TIME_LIMIT,
            "ended by an old client after %d s".formatted(Math.round(job.seconds())),
            List.of(),
            null,
            Instant.now(),
            null,
            null,
            null);
    return conversations
        .exchange(job.pilotId(), new ExchangeRequest(List.of(), List.of(report), 0, 0))
        .map(answer -> !isTooLate(answer, job.attemptId()));
  }

  /** The job, or the pilot, had ended before. */
  private static boolean isTooLate(ExchangeAnswer answer, AttemptId attempt) {
    return answer.commands().stream()
        .anyMatch(
            each ->
                each.kind() == Command.Kind.REGISTER
                    || (each.kind() == Command.Kind.ABORT && attempt.equals(each.attempt())));
  }
}
