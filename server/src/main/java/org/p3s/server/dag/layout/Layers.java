package org.p3s.server.dag.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.p3s.server.dag.Dag;

/**
 * Nodes in layers, every line going from each layer to the next: the vertices of the graph, then
 * the bends that stand in for them where a line passes through a layer.
 */
final class Layers {

  /** With more bends than that nobody can follow a line; long ones then go straight. */
  private static final int MOST_BENDS = 6_000;

  private final int vertices;
  private final List<Integer> layerOf = new ArrayList<>();
  private final List<List<Integer>> left = new ArrayList<>();
  private final List<List<Integer>> right = new ArrayList<>();
  private final List<int[]> chains = new ArrayList<>();
  private final List<int[]> layers = new ArrayList<>();
  private int[][] lefts = {};
  private int[][] rights = {};

  private Layers(int vertices) {
    this.vertices = vertices;
  }

  static Layers of(Dag dag) {
    Layers layers = new Layers(dag.vertices().size());
    for (int layer : depths(dag)) {
      layers.addNode(layer);
    }
    layers.connect(dag);
    layers.lefts = layers.left.stream().map(Layers::array).toArray(int[][]::new);
    layers.rights = layers.right.stream().map(Layers::array).toArray(int[][]::new);
    layers.fill();
    return layers;
  }

  /** As far left as the parents allow, but sources next to their first child. */
  private static int[] depths(Dag dag) {
    int[] depths = new int[dag.vertices().size()];
    for (int vertex : dag.topologicalOrder()) {
      for (int child : dag.children(vertex)) {
        depths[child] = Math.max(depths[child], depths[vertex] + 1);
      }
    }
    for (int source : dag.sources()) {
      depths[source] =
          Arrays.stream(dag.children(source)).map(child -> depths[child] - 1).min().orElse(0);
    }
    return depths;
  }

  private int addNode(int layer) {
    layerOf.add(layer);
    left.add(new ArrayList<>());
    right.add(new ArrayList<>());
    return layerOf.size() - 1;
  }

  private void connect(Dag dag) {
    for (int parent = 0; parent < vertices; parent++) {
      for (int child : dag.children(parent)) {
        int span = layerOf.get(child) - layerOf.get(parent);
        boolean bends = layerOf.size() - vertices + span <= MOST_BENDS;
        chains.add(bends ? chain(parent, child, span) : new int[] {parent, child});
      }
    }
  }

  private int[] chain(int parent, int child, int span) {
    int[] chain = new int[span + 1];
    chain[0] = parent;
    for (int i = 1; i <= span; i++) {
      chain[i] = i == span ? child : addNode(layerOf.get(parent) + i);
      right.get(chain[i - 1]).add(chain[i]);
      left.get(chain[i]).add(chain[i - 1]);
    }
    return chain;
  }

  /** Depth first, so that what hangs together begins side by side. */
  private void fill() {
    int depth = layerOf.stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    List<List<Integer>> filling = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      filling.add(new ArrayList<>());
    }
    boolean[] seen = new boolean[layerOf.size()];
    for (int node = 0; node < layerOf.size(); node++) {
      if (left.get(node).isEmpty()) {
        visit(node, seen, filling);
      }
    }
    filling.forEach(nodes -> layers.add(array(nodes)));
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private void visit(int start, boolean[] seen, List<List<Integer>> filling) {
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int node = open.pop();
      if (!seen[node]) {
        seen[node] = true;
        filling.get(layerOf.get(node)).add(node);
        for (int i = rights[node].length - 1; i >= 0; i--) {
          open.push(rights[node][i]);
        }
      }
    }
  }

  int nodes() {
    return layerOf.size();
  }

  boolean isBend(int node) {
    return node >= vertices;
  }

  int layerOf(int node) {
    return layerOf.get(node);
  }

  /** The nodes of each layer, in their order from the top; may be changed in place. */
  List<int[]> layers() {
    return layers;
  }

  /** Its neighbours in the layer before; not to be changed. */
  int[] left(int node) {
    return lefts[node];
  }

  /** Its neighbours in the layer after; not to be changed. */
  int[] right(int node) {
    return rights[node];
  }

  /** The mean of a value over some neighbours, or that of the node itself when it has none. */
  static double mean(double[] values, int[] neighbours, int node) {
    double sum = 0;
    for (int neighbour : neighbours) {
      sum += values[neighbour];
    }
    return neighbours.length == 0 ? values[node] : sum / neighbours.length;
  }

  /** For each parent and child: parent, bends, child. */
  List<int[]> chains() {
    return chains;
  }
}
