package org.p3s.server.deadline.simulation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.p3s.server.dag.Dag;

/** A graph in arrays by vertex, for it is walked a million times. */
final class Shape {

  final int[] sources;
  final int[][] children;

  /** How many each has. */
  final int[] parents;

  /** Steps that come before. */
  final int[] depths;

  final boolean[] noops;

  Shape(Dag dag) {
    int size = dag.vertices().size();
    sources = dag.sources();
    children = IntStream.range(0, size).mapToObj(dag::children).toArray(int[][]::new);
    parents = IntStream.range(0, size).map(vertex -> dag.parents(vertex).length).toArray();
    depths = new int[size];
    for (int vertex : dag.topologicalOrder()) {
      depths[vertex] =
          Arrays.stream(dag.parents(vertex)).map(each -> depths[each] + 1).max().orElse(0);
    }
    noops = new boolean[size];
    dag.vertices().forEach(each -> noops[each.index()] = each.isNoop());
  }

  int size() {
    return parents.length;
  }
}
