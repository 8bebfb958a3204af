package org.p3s.server.web.picture;

import java.util.List;
import org.p3s.server.dag.Vertex;
import org.p3s.server.dag.layout.DagLayout;

/**
 * A graph as pages draw it, in SVG user units.
 *
 * @param lines values of the attribute {@code d} of SVG paths
 */
public record DagPicture(long width, long height, List<Node> nodes, List<String> lines) {

  /** Larger graphs are listed only: nobody can read such a picture. */
  public static final int MOST_VERTICES = 300;

  private static final double PER_CHARACTER = 7.6;
  private static final double PER_SMALL_CHARACTER = 6.8;
  private static final int PADDING = 16;

  /**
   * A box.
   *
   * @param label the name, shortened to fit
   * @param state null when the graph is a template
   * @param detail what else is known, for whoever points at the box
   * @param note the detail where there is room for it, else empty
   * @param link where a click leads, null for nowhere
   */
  public record Node(
      DagLayout.Box box,
      String name,
      String label,
      String state,
      String detail,
      String note,
      String link) {

    static Node of(DagLayout.Box box, Vertex vertex, Mark mark) {
      int most = (int) ((box.width() - PADDING) / PER_CHARACTER);
      String state = mark.state() == null ? "" : "x " + mark.state() + " ";
      int room = (int) ((box.width() - PADDING) / PER_SMALL_CHARACTER);
      return new Node(
          box,
          vertex.id(),
          shortened(vertex.id(), most),
          mark.state(),
          mark.detail(),
          state.length() + mark.detail().length() <= room ? mark.detail() : "",
          mark.link());
    }

    private static String shortened(String id, int most) {
      return id.length() <= most ? id : id.substring(0, Math.max(1, most - 1)) + "…";
    }
  }

  /** What is said of one vertex besides its name. */
  public record Mark(String state, String detail, String link) {}

  /**
   * Draws what a layout says.
   *
   * @param marks one per vertex, by its index
   */
  public static DagPicture of(DagLayout layout, List<Vertex> vertices, List<Mark> marks) {
    List<Node> nodes =
        layout.boxes().stream()
            .map(box -> Node.of(box, vertices.get(box.vertex()), marks.get(box.vertex())))
            .toList();
    List<String> lines = layout.lines().stream().map(DagLayout.Line::path).toList();
    return new DagPicture(
        (long) Math.ceil(layout.width()), (long) Math.ceil(layout.height()), nodes, lines);
  }
}
