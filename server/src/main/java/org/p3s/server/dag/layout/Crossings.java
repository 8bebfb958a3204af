package org.p3s.server.dag.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Orders the nodes of each layer so that few lines cross: barycentres, to and fro. */
final class Crossings {

  private static final int SWEEPS = 12;

  private final Layers layers;
  private final double[] position;
  private final double[] centre;

  Crossings(Layers layers) {
    this.layers = layers;
    this.position = new double[layers.nodes()];
    this.centre = new double[layers.nodes()];
  }

  /** Leaves the best order that was seen. */
  void reduce() {
    layers.layers().forEach(this::number);
    List<int[]> best = copy();
    long fewest = count();
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      sweep(sweep % 2 == 0);
      long crossings = count();
      if (crossings < fewest) {
        fewest = crossings;
        best = copy();
      }
    }
    for (int i = 0; i < best.size(); i++) {
      layers.layers().set(i, best.get(i));
    }
  }

  private List<int[]> copy() {
    return new ArrayList<>(layers.layers().stream().map(int[]::clone).toList());
  }

  private void sweep(boolean rightwards) {
    List<int[]> all = layers.layers();
    for (int i = 1; i < all.size(); i++) {
      int[] layer = all.get(rightwards ? i : all.size() - 1 - i);
      sort(layer, rightwards ? layers::left : layers::right);
    }
  }

  private void sort(int[] layer, IntFunction<int[]> neighbours) {
    for (int node : layer) {
      centre[node] = Layers.mean(position, neighbours.apply(node), node);
    }
    int[] sorted =
        Arrays.stream(layer)
            .boxed()
            .sorted(Comparator.comparingDouble(node -> centre[node]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, layer, 0, sorted.length);
    number(layer);
  }

  private void number(int[] layer) {
    for (int i = 0; i < layer.length; i++) {
      position[layer[i]] = i;
    }
  }

  private long count() {
    long crossings = 0;
    for (int i = 1; i < layers.layers().size(); i++) {
      crossings += count(layers.layers().get(i - 1), layers.layers().get(i).length);
    }
    return crossings;
  }

  /** Pairs of lines whose ends are in opposite order, counted with a Fenwick tree. */
  private long count(int[] layer, int opposite) {
    long crossings = 0;
    int[] tree = new int[opposite + 1];
    int drawn = 0;
    for (int node : layer) {
      int[] ends = ends(node);
      for (int end : ends) {
        crossings += drawn - sum(tree, end + 1);
      }
      for (int end : ends) {
        add(tree, end + 1);
      }
      drawn += ends.length;
    }
    return crossings;
  }

  private int[] ends(int node) {
    int[] ends = layers.right(node).clone();
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (int) position[ends[i]];
    }
    Arrays.sort(ends);
    return ends;
  }

  private static int sum(int[] tree, int upTo) {
    int sum = 0;
    for (int i = upTo; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  private static void add(int[] tree, int at) {
    for (int i = at; i < tree.length; i += i & -i) {
      tree[i]++;
    }
  }
}
