package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who stands next to whom, by vertex index. */
final class Neighbours {

  private final List<List<Edge>> in;
  private final List<List<Edge>> out;
  private final int[][] parents;
  private final int[][] children;

  Neighbours(Dag dag) {
    int size = dag.vertices().size();
    List<List<Edge>> incoming = lists(size);
    List<List<Edge>> outgoing = lists(size);
    for (Edge edge : dag.edges()) {
      outgoing.get(dag.indexOf(edge.source())).add(edge);
      incoming.get(dag.indexOf(edge.target())).add(edge);
    }
    in = incoming.stream().map(List::copyOf).toList();
    out = outgoing.stream().map(List::copyOf).toList();
    parents =
        in.stream().map(e -> distinct(dag, e.stream().map(Edge::source))).toArray(int[][]::new);
    children =
        out.stream().map(e -> distinct(dag, e.stream().map(Edge::target))).toArray(int[][]::new);
  }

  private static List<List<Edge>> lists(int size) {
    return Stream.<List<Edge>>generate(ArrayList::new).limit(size).toList();
  }

  private static int[] distinct(Dag dag, Stream<String> ids) {
    return ids.mapToInt(dag::indexOf).distinct().sorted().toArray();
  }

  int[] parents(int vertex) {
    return parents[vertex].clone();
  }

  int[] children(int vertex) {
    return children[vertex].clone();
  }

  List<Edge> inEdges(int vertex) {
    return in.get(vertex);
  }

  List<Edge> outEdges(int vertex) {
    return out.get(vertex);
  }
}
