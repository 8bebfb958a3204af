package org.p3s.server.deadline.simulation;

import java.time.Duration;
import java.util.Arrays;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;
import org.p3s.server.deadline.Estimate;
import org.p3s.server.deadline.RecentDurations;

/** What is expected of the jobs of a graph, learned from those that have ended. */
final class Expectations {

  /**
   * What a workflow that begins is expected to need, in seconds by vertex; the same one for all as
   * long as no estimate changes.
   */
  static final class Plan {
    final double[] mean;
    final double[] paths;

    /** The longest of them. */
    final double path;

    private Plan(double[] mean, double[] paths) {
      this.mean = mean;
      this.paths = paths;
      this.path = Arrays.stream(paths).max().orElse(0);
    }
  }

  /** Between two looks at what has been measured. */
  private static final int PAUSE = 20;

  private final Dag dag;
  private final Estimate[] estimates;
  private final RecentDurations[] measured;
  private final int[] ended;
  private Plan plan;

  Expectations(Dag dag) {
    this.dag = dag;
    int size = dag.vertices().size();
    estimates = new Estimate[size];
    measured = new RecentDurations[size];
    ended = new int[size];
    for (Vertex vertex : dag.vertices()) {
      estimates[vertex.index()] = Estimate.said(Graphs.estimate(vertex));
      measured[vertex.index()] = new RecentDurations();
    }
    plan = draw();
  }

  void ended(int vertex, double seconds) {
    RecentDurations own = measured[vertex];
    own.add(seconds);
    if (++ended[vertex] == RecentDurations.ENOUGH || ended[vertex] % PAUSE == 0) {
      Estimate now = Estimate.of(own);
      if (now.isNewsAfter(estimates[vertex])) {
        estimates[vertex] = now;
        plan = draw();
      }
    }
  }

  Plan plan() {
    return plan;
  }

  private Plan draw() {
    Duration[] longest = dag.longestPaths(vertex -> estimates[vertex.index()].planned());
    double[] paths = Arrays.stream(longest).mapToDouble(each -> each.toNanos() / 1e9).toArray();
    double[] mean =
        dag.vertices().stream()
            .mapToDouble(each -> each.isNoop() ? 0 : estimates[each.index()].mean())
            .toArray();
    return new Plan(mean, paths);
  }
}
