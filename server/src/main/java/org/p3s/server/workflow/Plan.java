package org.p3s.server.workflow;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.p3s.server.dag.Dag;
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
   * The plan of this graph.
   *
   * @param started when false all jobs wait
   * @param estimates how long the job of a vertex takes
   * @param queueOf the id of the queue with such requirements
   */
  static Plan of(
      Dag dag,
      boolean started,
      Function<Vertex, Estimate> estimates,
      ToIntFunction<Requirements> queueOf) {
    Instantiation made =
        Instantiation.of(dag, started, vertex -> estimates.apply(vertex).planned());
    List<Row> rows = new ArrayList<>();
    for (Vertex vertex : dag.vertices()) {
      int i = vertex.index();
      boolean waits = made.states[i] == JobState.WAITING;
      rows.add(
          new Row(
              i,
              vertex.id(),
              vertex.jobType(),
              vertex.isNoop() ? null : queueOf.applyAsInt(requirements(vertex)),
              made.states[i],
              !waits ? "" : started ? "PARENT" : "NOT_STARTED",
              made.parentsLeft[i],
              vertex.retries(),
              vertex.priority(),
              vertex.optional() && !vertex.isNoop(),
              made.longestPaths[i].toMillis() / 1000.0,
              vertex.isNoop() ? 0 : estimates.apply(vertex).mean()));
    }
    return new Plan(rows, made.jobsLeft());
  }

  /** What a workflow asks for as a whole; of several priorities of its jobs, the least counts. */
  Demand demand(Integer ownPriority) {
    Map<Integer, Double> work =
        rows.stream()
            .filter(row -> row.queueId() != null)
            .collect(groupingBy(Row::queueId, summingDouble(Row::expected)));
    double path = rows.stream().mapToDouble(Row::path).max().orElse(0);
    int least = rows.stream().mapToInt(Row::priority).min().orElse(0);
    return new Demand(work, path, ownPriority == null ? least : ownPriority);
  }

  /** What the jobs of a graph ask for. */
  static Stream<Requirements> requirements(Dag dag) {
    return dag.vertices().stream().filter(each -> !each.isNoop()).map(Plan::requirements);
  }

  private static Requirements requirements(Vertex vertex) {
    return new Requirements(
        vertex.jobType(),
        vertex.cores(),
        vertex.memoryMiB() == null ? 0 : vertex.memoryMiB(),
        vertex.gpus(),
        new TreeMap<>(vertex.labels()));
  }
}
