package org.p3s.server.dag.layout;

import org.p3s.server.dag.Dag;

/** How large boxes are and how far apart. */
final class Boxes {

  static final double HEIGHT = 40;
  static final double MARGIN = 12;

  /** Between the boxes of a layer. */
  static final double GAP = 20;

  /** What a line takes where it passes through a layer. */
  static final double LANE = 14;

  /** Between layers, for the lines to bend. */
  static final double BETWEEN_LAYERS = 56;

  private static final double PER_CHARACTER = 7.6;
  private static final double PADDING = 28;
  private static final double NARROWEST = 88;
  private static final double WIDEST = 232;

  private Boxes() {}

  /** By vertex; ids that are too long are for the page to shorten. */
  static double[] widths(Dag dag) {
    return dag.vertices().stream()
        .mapToDouble(vertex -> PADDING + PER_CHARACTER * vertex.id().length())
        .map(width -> Math.min(WIDEST, Math.max(NARROWEST, width)))
        .toArray();
  }
}
