package org.p3s.server.dag;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.traverse.TopologicalOrderIterator;

/** Which vertex leads to which, by index; loops and parallel edges are allowed until judged. */
final class Topology {

  private final Graph<Integer, Integer> graph = new DirectedPseudograph<>(null, null, false);

  Topology(int vertices) {
    for (int i = 0; i < vertices; i++) {
      graph.addVertex(i);
    }
  }

  void connect(int edge, int source, int target) {
    graph.addEdge(source, target, edge);
  }

  /**
   * Parents before children, and by index where that leaves a choice.
   *
   * @throws org.jgrapht.traverse.NotDirectedAcyclicGraphException if there is a cycle
   */
  int[] order() {
    int[] order = new int[graph.vertexSet().size()];
    int next = 0;
    var vertices = new TopologicalOrderIterator<>(graph, Comparator.<Integer>naturalOrder());
    while (vertices.hasNext()) {
      order[next++] = vertices.next();
    }
    return order;
  }

  /**
   * Vertices that reach each other, one list per knot, as the shortest way round; empty in a DAG.
   */
  List<List<Integer>> cycles() {
    List<List<Integer>> cycles = new ArrayList<>();
    for (Set<Integer> knot :
        new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets()) {
      int first = knot.stream().min(Comparator.naturalOrder()).orElseThrow();
      if (graph.containsEdge(first, first)) {
        cycles.add(List.of(first));
      } else if (knot.size() > 1) {
        cycles.add(roundFrom(first, knot));
      }
    }
    cycles.sort(Comparator.comparing(cycle -> cycle.get(0)));
    return cycles;
  }

  /** Breadth first, and never out of the knot: a file may hold thousands of them. */
  private List<Integer> roundFrom(int first, Set<Integer> knot) {
    Map<Integer, Integer> before = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(first));
    while (true) {
      int vertex = open.remove();
      for (int edge : graph.outgoingEdgesOf(vertex)) {
        int next = graph.getEdgeTarget(edge);
        if (next == first) {
          return way(before, vertex);
        }
        if (knot.contains(next) && before.putIfAbsent(next, vertex) == null) {
          open.add(next);
        }
      }
    }
  }

  private static List<Integer> way(Map<Integer, Integer> before, int last) {
    List<Integer> way = new ArrayList<>();
    for (Integer vertex = last; vertex != null; vertex = before.get(vertex)) {
      way.add(0, vertex);
    }
    return way;
  }

  /** The first edge between two vertices. */
  int edge(int source, int target) {
    return graph.getAllEdges(source, target).stream().min(Comparator.naturalOrder()).orElseThrow();
  }
}
