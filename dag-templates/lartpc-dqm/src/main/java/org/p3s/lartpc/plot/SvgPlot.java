package org.p3s.lartpc.plot;

import java.util.List;
import java.util.Locale;

/**
 * A plot with axes as SVG text, readable when shown 400 pixels wide. Series are drawn in the order
 * of the calls; only attributes are used for colours, so that it shows under a strict content
 * policy.
 */
public final class SvgPlot {
  public static final String BLUE = "#1f5fa8";
  public static final String ORANGE = "#d1660a";
  public static final String GREEN = "#2b7a3d";
  public static final String RED = "#c0182b";
  public static final String GREY = "#6b7280";

  private static final int WIDTH = 480;
  private static final int HEIGHT = 320;
  private static final int LEFT = 62;
  private static final int RIGHT = 460;
  private static final int TOP = 40;
  private static final int BOTTOM = 268;

  private final Axis xAxis;
  private final Axis yAxis;
  private final StringBuilder svg = new StringBuilder();
  private int legendLines;

  public SvgPlot(String title, Axis xAxis, Axis yAxis) {
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    svg.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"14\" fill=\"#1b1f24\">")
            .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    text(LEFT, 24, "start", "font-size=\"16\" font-weight=\"bold\"", title);
    xTicks();
    yTicks();
  }

  /** A line through points. */
  public SvgPlot line(double[] x, double[] y, String colour) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append(i == 0 ? 'M' : 'L').append(point(x[i], y[i]));
    }
    add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>", path, colour);
    return this;
  }

  /** A histogram's outline, filled lightly. */
  public SvgPlot steps(double[] edges, double[] contents, String colour) {
    StringBuilder path = new StringBuilder("M" + point(edges[0], 0));
    for (int i = 0; i < contents.length; i++) {
      path.append('L').append(point(edges[i], contents[i]));
      path.append('L').append(point(edges[i + 1], contents[i]));
    }
    path.append('L').append(point(edges[contents.length], 0));
    add(
        "<path d=\"%s\" fill=\"%s\" fill-opacity=\"0.12\" stroke=\"%s\" stroke-width=\"1.4\"/>",
        path, colour, colour);
    return this;
  }

  /** A filled bar from the bottom. */
  public SvgPlot bar(double from, double to, double height, String colour) {
    double top = py(height);
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        px(from), top, px(to) - px(from), BOTTOM - top, colour);
    return this;
  }

  /** Small dots, many of them in one path. */
  public SvgPlot dots(double[] x, double[] y, String colour) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append('M').append(point(x[i], y[i])).append("h0");
    }
    add(
        "<path d=\"%s\" stroke=\"%s\" stroke-width=\"2.4\" stroke-linecap=\"round\"/>",
        path, colour);
    return this;
  }

  /** Points with error bars. */
  public SvgPlot points(double[] x, double[] y, double[] error, String colour) {
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      bars.append('M').append(point(x[i], y[i] - error[i]));
      bars.append('L').append(point(x[i], y[i] + error[i]));
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", px(x[i]), py(y[i]), colour);
    }
    add("<path d=\"%s\" stroke=\"%s\" stroke-width=\"1.4\"/>", bars, colour);
    return this;
  }

  /** Crosses, for what should catch the eye. */
  public SvgPlot crosses(double[] x, double[] y, String colour) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append('M').append(point(x[i], y[i])).append("m-4-4l8 8m0-8l-8 8");
    }
    add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"/>", path, colour);
    return this;
  }

  /** A dashed line across, such as a limit. */
  public SvgPlot level(double y, String colour) {
    add(
        "<path d=\"M%d %.1fH%d\" stroke=\"%s\" stroke-width=\"1.2\" stroke-dasharray=\"6 4\"/>",
        LEFT, py(y), RIGHT, colour);
    return this;
  }

  /** Names equal parts of the x axis, with thin lines between them. */
  public SvgPlot sections(List<String> names) {
    double width = (double) (RIGHT - LEFT) / names.size();
    legendLines = Math.max(legendLines, 1);
    for (int i = 0; i < names.size(); i++) {
      double start = LEFT + i * width;
      if (i > 0) {
        add("<path d=\"M%.1f %dV%d\" stroke=\"#c5cad1\"/>", start, TOP, BOTTOM);
      }
      text(
          start + width / 2, TOP + 14, "middle", "font-size=\"12\" fill=\"#4b5563\"", names.get(i));
    }
    return this;
  }

  /** A line of text in the upper right corner, in the colour of what it explains. */
  public SvgPlot legend(String words, String colour) {
    double y = TOP + 20 + 18 * legendLines++;
    text(RIGHT - 8, y, "end", "fill=\"" + colour + "\"", words);
    return this;
  }

  /** The whole picture; nothing can be added after it. */
  public String svg() {
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#1b1f24\"/>",
        LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP);
    return svg.append("</svg>").toString();
  }

  private void xTicks() {
    if (!xAxis.label().isEmpty()) {
      text((LEFT + RIGHT) / 2.0, HEIGHT - 12, "middle", "", xAxis.label());
    }
    for (double tick : xAxis.ticks(6)) {
      add("<path d=\"M%.1f %dv5\" stroke=\"#1b1f24\"/>", px(tick), BOTTOM);
      text(px(tick), BOTTOM + 20, "middle", "font-size=\"13\"", Axis.number(tick));
    }
  }

  private void yTicks() {
    int middle = (TOP + BOTTOM) / 2;
    String turned = "transform=\"rotate(-90 16 " + middle + ")\"";
    text(16, middle, "middle", turned, yAxis.label());
    for (double tick : yAxis.ticks(5)) {
      add("<path d=\"M%d %.1fH%d\" stroke=\"#e3e6ea\"/>", LEFT, py(tick), RIGHT);
      text(LEFT - 6, py(tick) + 5, "end", "font-size=\"13\"", Axis.number(tick));
    }
  }

  private void text(double x, double y, String anchor, String attributes, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
        x, y, anchor, attributes, safe);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private String point(double x, double y) {
    return tenths(px(x)) + " " + tenths(py(y));
  }

  /** Faster than a format: a plot has thousands of points. */
  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  private double px(double x) {
    return LEFT + clamp(xAxis.part(x)) * (RIGHT - LEFT);
  }

  private double py(double y) {
    return BOTTOM - clamp(yAxis.part(y)) * (BOTTOM - TOP);
  }

  /** What lies outside is drawn at the rim rather than over the labels. */
  private static double clamp(double part) {
    return Math.max(0, Math.min(1, part));
  }
}
