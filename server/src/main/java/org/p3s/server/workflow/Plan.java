package org.p3s.server.workflow;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.p3s.server.dag.Vertex;
import org.p3s.server.deadline.Demand;
import org.p3s.server.deadline.Estimate;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Requirements;

/**
 * The jobs of a graph as they are when a workflow of it begins; the same for all its workflows.
 *
 * @param jobsLeft how many have not ended
 */
record Plan(List<Row> rows, int jobsLeft) {

  /**
   * A job to be made.
   *
   * @param queueId null for noop
   * @param path seconds from its start to the end of the slowest way that begins with it
   * @param expected seconds that it takes itself
   */
  record Row(
      int vertex,
      String name,
      String jobType,
      Integer queueId,
      JobState state,
      String reason,
      int parentsLeft,
      int retries,
      int priority,
      boolean optional,
      double path,
      double expected) {}

  /**
   * The plan of such workflows.
   *
   * @param estimates how long the job of a vertex takes
   * @param queueOf the id of the queue with such requirements
   */
  static Plan of(
      NewWorkflow.Kind kind,
      Function<Vertex, Estimate> estimates,
      ToIntFunction<Requirements> queueOf) {
    Instantiation made =
        Instantiation.of(kind.dag(), kind.start(), vertex -> estimates.apply(vertex).planned());
    List<Row> rows = new ArrayList<>();
    for (Vertex vertex : kind.dag().vertices()) {
      int i = vertex.index();
      boolean waits = made.states[i] == JobState.WAITING;
      rows.add(
          new Row(
              i,
              vertex.id(),
              vertex.jobType(),
              vertex.isNoop() ? null : queueOf.applyAsInt(kind.requirements(vertex)),
              made.states[i],
              !waits ? "" : kind.start() ? "PARENT" : "NOT_STARTED",
              made.parentsLeft[i],
              vertex.retries(),
              vertex.priority(),
              vertex.optional() && !vertex.isNoop(),
              made.longestPaths[i].toMillis() / 1000.0,
              vertex.isNoop() ? 0 : estimates.apply(vertex).mean()));
    }
    return new Plan(rows, made.jobsLeft());
  }

  /**
   * What a workflow asks for as a whole; of several priorities of its jobs, the least counts.
   *
   * @param own priority of all its jobs, null for those of the template
   * @param ruled the priority that rules give to a job of this name, if they give it any
   */
  Demand demand(Integer own, Function<String, OptionalInt> ruled) {
    Map<Integer, Double> work =
        rows.stream()
            .filter(row -> row.queueId() != null)
            .collect(groupingBy(Row::queueId, summingDouble(Row::expected)));
    double path = rows.stream().mapToDouble(Row::path).max().orElse(0);
    int least =
        rows.stream()
            .filter(row -> row.queueId() != null)
            .mapToInt(row -> ruled.apply(row.name()).orElse(own == null ? row.priority() : own))
            .min()
            .orElse(0);
    return new Demand(work, path, least);
  }
}
