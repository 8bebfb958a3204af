package org.p3s.server.dag.layout;

import java.util.ArrayList;
import java.util.List;
import org.p3s.server.dag.Dag;

/**
 * A picture of a DAG, from left to right. All numbers are SVG user units (CSS pixels), y down, and
 * everything lies within (0, 0) and (width, height). The same graph gives the same picture.
 *
 * @param boxes one per vertex, by its index; none overlaps another
 * @param lines one per parent and child, however many files go that way
 */
public record DagLayout(double width, double height, List<Box> boxes, List<Line> lines) {

  public DagLayout {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /** A vertex; (x, y) is the upper left corner. Its width suits the id in a font of 13 px. */
  public record Box(int vertex, double x, double y, double width, double height) {}

  /**
   * A way from the right side of one box to the left side of another.
   *
   * @param path value of the attribute {@code d} of an SVG path
   */
  public record Line(int source, int target, String path) {}

  public static DagLayout of(Dag dag) {
    Layers layers = Layers.of(dag);
    new Crossings(layers).reduce();
    Placement placement = new Placement(layers, Boxes.widths(dag));
    List<Box> boxes = new ArrayList<>();
    for (int vertex = 0; vertex < dag.vertices().size(); vertex++) {
      boxes.add(placement.box(vertex));
    }
    List<Line> lines = new ArrayList<>();
    for (int[] chain : layers.chains()) {
      lines.add(new Line(chain[0], chain[chain.length - 1], placement.path(chain)));
    }
    return new DagLayout(placement.width(), placement.height(), boxes, lines);
  }
}
