package org.p3s.server.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobState;

/**
 * The jobs of a graph as they are when a workflow of it begins; the same for all its workflows.
 *
 * @param jobsLeft how many have not ended
 */
record Plan(List<Row> rows, int jobsLeft) {

  /**
   * A job to be made.
   *
   * @param laneId null for noop
   */
  record Row(
      int vertex,
      String name,
      String jobType,
      Integer laneId,
      JobState state,
      String reason,
      int parentsLeft,
      int retries,
      int priority,
      boolean optional) {}

  /**
   * The plan of such workflows.
   *
   * @param laneOf the id of the lane in which the jobs of a vertex wait
   */
  static Plan of(NewWorkflow.Kind kind, ToIntFunction<Vertex> laneOf) {
    Instantiation made = Instantiation.of(kind.dag(), kind.start());
    List<Row> rows = new ArrayList<>();
    for (Vertex vertex : kind.dag().vertices()) {
      int i = vertex.index();
      boolean waits = made.states[i] == JobState.WAITING;
      rows.add(
          new Row(
              i,
              vertex.id(),
              vertex.jobType(),
              vertex.isNoop() ? null : laneOf.applyAsInt(vertex),
              made.states[i],
              !waits ? "" : kind.start() ? "PARENT" : "NOT_STARTED",
              made.parentsLeft[i],
              vertex.retries(),
              vertex.priority(),
              vertex.optional() && !vertex.isNoop()));
    }
    return new Plan(rows, made.jobsLeft());
  }
}
