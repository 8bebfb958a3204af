package org.p3s.server.workflow;

import java.util.Arrays;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobState;

/**
 * The first states of a DAG's jobs: jobs without parents are READY, noops among them are FINISHED
 * already, and so on down chains of noops.
 */
final class Instantiation {

  final JobState[] states;
  final int[] parentsLeft;

  private Instantiation(int size) {
    this.states = new JobState[size];
    this.parentsLeft = new int[size];
  }

  /**
   * The first states of this graph.
   *
   * @param started when false all jobs wait
   */
  static Instantiation of(Dag dag, boolean started) {
    Instantiation made = new Instantiation(dag.vertices().size());
    for (int i : dag.topologicalOrder()) {
      int[] parents = dag.parents(i);
      int finished =
          (int) Arrays.stream(parents).filter(p -> made.states[p] == JobState.FINISHED).count();
      made.parentsLeft[i] = parents.length - finished;
      made.states[i] = first(dag.vertices().get(i), made.parentsLeft[i], started);
    }
    return made;
  }

  private static JobState first(Vertex vertex, int parentsLeft, boolean started) {
    if (!started || parentsLeft > 0) {
      return JobState.WAITING;
    }
    return vertex.isNoop() ? JobState.FINISHED : JobState.READY;
  }

  int jobsLeft() {
    return (int) Arrays.stream(states).filter(each -> !each.isTerminal()).count();
  }
}
