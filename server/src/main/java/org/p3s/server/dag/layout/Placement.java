package org.p3s.server.dag.layout;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.p3s.server.dag.layout.DagLayout.Box;

/** Coordinates: each layer a column, each node near the middle of its neighbours. */
final class Placement {

  private static final int SWEEPS = 10;

  private final Layers layers;
  private final double[] widths;
  private final double[] columnX;
  private final double[] columnWidth;
  private final double[] middle;
  private final double width;
  private double height;

  Placement(Layers layers, double[] widths) {
    this.layers = layers;
    this.widths = widths;
    this.columnX = new double[layers.layers().size()];
    this.columnWidth = new double[layers.layers().size()];
    this.middle = new double[layers.nodes()];
    this.width = placeColumns();
    layers.layers().forEach(this::stack);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      align(sweep % 2 == 0);
    }
    shiftToTop();
  }

  private double placeColumns() {
    double x = Boxes.MARGIN;
    for (int i = 0; i < columnX.length; i++) {
      columnX[i] = x;
      columnWidth[i] =
          Arrays.stream(layers.layers().get(i))
              .filter(node -> !layers.isBend(node))
              .mapToDouble(node -> widths[node])
              .max()
              .orElse(0);
      x += columnWidth[i] + Boxes.BETWEEN_LAYERS;
    }
    return x - Boxes.BETWEEN_LAYERS + Boxes.MARGIN;
  }

  private void stack(int[] layer) {
    double[] offsets = offsets(layer);
    for (int i = 0; i < layer.length; i++) {
      middle[layer[i]] = offsets[i] - offsets[layer.length - 1] / 2;
    }
  }

  /** How far below the first node each must be at least. */
  private double[] offsets(int[] layer) {
    double[] offsets = new double[layer.length];
    for (int i = 1; i < layer.length; i++) {
      offsets[i] = offsets[i - 1] + (room(layer[i - 1]) + room(layer[i])) / 2;
    }
    return offsets;
  }

  private double room(int node) {
    return layers.isBend(node) ? Boxes.LANE : Boxes.HEIGHT + Boxes.GAP;
  }

  private void align(boolean rightwards) {
    List<int[]> all = layers.layers();
    IntFunction<int[]> neighbours = rightwards ? layers::left : layers::right;
    for (int i = 0; i < all.size(); i++) {
      int[] layer = all.get(rightwards ? i : all.size() - 1 - i);
      double[] offsets = offsets(layer);
      double[] wanted = new double[layer.length];
      for (int k = 0; k < layer.length; k++) {
        wanted[k] = Layers.mean(middle, neighbours.apply(layer[k]), layer[k]) - offsets[k];
      }
      double[] placed = Ascending.nearest(wanted);
      for (int k = 0; k < layer.length; k++) {
        middle[layer[k]] = placed[k] + offsets[k];
      }
    }
  }

  private void shiftToTop() {
    double top = Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    for (int node = 0; node < middle.length; node++) {
      double half = layers.isBend(node) ? Boxes.LANE / 2 : Boxes.HEIGHT / 2;
      top = Math.min(top, middle[node] - half);
      bottom = Math.max(bottom, middle[node] + half);
    }
    for (int node = 0; node < middle.length; node++) {
      middle[node] += Boxes.MARGIN - top;
    }
    height = bottom - top + 2 * Boxes.MARGIN;
  }

  double width() {
    return round(width);
  }

  double height() {
    return Math.ceil(height);
  }

  Box box(int vertex) {
    return new Box(
        vertex,
        round(left(vertex)),
        round(middle[vertex] - Boxes.HEIGHT / 2),
        round(widths[vertex]),
        Boxes.HEIGHT);
  }

  /** Boxes stand in the middle of their column; a bend takes its whole width. */
  private double left(int node) {
    int column = layers.layerOf(node);
    return layers.isBend(node)
        ? columnX[column]
        : columnX[column] + (columnWidth[column] - widths[node]) / 2;
  }

  private double right(int node) {
    int column = layers.layerOf(node);
    return layers.isBend(node) ? columnX[column] + columnWidth[column] : left(node) + widths[node];
  }

  /** Curves between the columns, level through the columns. */
  String path(int[] chain) {
    StringBuilder path = new StringBuilder("M" + point(right(chain[0]), middle[chain[0]]));
    for (int i = 1; i < chain.length; i++) {
      double x0 = right(chain[i - 1]);
      double x1 = left(chain[i]);
      double y0 = middle[chain[i - 1]];
      double y1 = middle[chain[i]];
      double bend = (x0 + x1) / 2;
      path.append(" C").append(point(bend, y0)).append(' ').append(point(bend, y1));
      path.append(' ').append(point(x1, y1));
      if (i < chain.length - 1) {
        path.append(" L").append(point(right(chain[i]), y1));
      }
    }
    return path.toString();
  }

  private static String point(double x, double y) {
    return number(x) + "," + number(y);
  }

  private static String number(double value) {
    double rounded = round(value);
    return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
