package org.p3s.server.web.picture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A histogram as pages draw it, 480 by 260 SVG user units. The paths are values of the attribute
 * {@code d}, empty when there is nothing of the kind.
 *
 * @param limits heights of the lines at the limits
 * @param outside number of bins outside of the limits
 * @param entries how many values went in, empty when nobody said
 */
public record HistogramPicture(
    String bars,
    String errors,
    String reference,
    List<Long> limits,
    List<Axis.Tick> across,
    List<Axis.Tick> up,
    int bins,
    int outside,
    String entries,
    String referenceName) {

  static final double LEFT = 56;
  static final double RIGHT = 458;
  static final double TOP = 10;
  static final double BOTTOM = 222;

  /** With more bins than this a pixel column shows the range of its bins. */
  private static final int MOST_STEPS = 200;

  /** Empty when there is nothing that can be drawn. */
  public static Optional<HistogramPicture> of(String json) {
    return HistogramBody.read(json).map(HistogramPicture::draw);
  }

  private static HistogramPicture draw(HistogramBody body) {
    Axis x = new Axis(body.edges()[0], body.edges()[body.contents().length], LEFT, RIGHT);
    double lowest = body.lowest();
    double highest = body.highest();
    Axis y = new Axis(lowest, highest + (highest - lowest) * 0.05, BOTTOM, TOP);
    boolean dense = body.contents().length > MOST_STEPS;
    List<Long> limits = body.limits().stream().map(limit -> Math.round(y.pixel(limit))).toList();
    int outside = (int) IntStream.range(0, body.contents().length).filter(body::isOutside).count();
    return new HistogramPicture(
        dense ? ranges(body.contents(), x, y, body.edges()) : bars(body, x, y),
        dense || body.errors().length == 0 ? "" : errors(body, x, y),
        body.reference().length == 0
            ? ""
            : dense
                ? ranges(body.reference(), x, y, body.edges())
                : steps(body.reference(), body.edges(), x, y),
        limits,
        x.ticks(6),
        y.ticks(5),
        body.contents().length,
        outside,
        body.entries() == null ? "" : Axis.label(body.entries()),
        body.referenceName());
  }

  private static String bars(HistogramBody body, Axis x, Axis y) {
    double base = y.pixel(Math.max(0, y.from()));
    return "M%s %s".formatted(number(x.pixel(body.edges()[0])), number(base))
        + steps(body.contents(), body.edges(), x, y).replaceFirst("M[^V]*", "")
        + "V"
        + number(base)
        + "Z";
  }

  private static String steps(double[] contents, double[] edges, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    path.append("M").append(number(x.pixel(edges[0]))).append(' ');
    path.append(number(y.pixel(contents[0])));
    for (int i = 0; i < contents.length; i++) {
      path.append('V').append(number(y.pixel(contents[i])));
      path.append('H').append(number(x.pixel(edges[i + 1])));
    }
    return path.toString();
  }

  private static String errors(HistogramBody body, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < body.contents().length; i++) {
      double middle = (body.edges()[i] + body.edges()[i + 1]) / 2;
      double error = body.errors()[i];
      if (error > 0) {
        path.append('M').append(number(x.pixel(middle))).append(' ');
        path.append(number(y.pixel(body.contents()[i] - error)));
        path.append('V').append(number(y.pixel(body.contents()[i] + error)));
      }
    }
    return path.toString();
  }

  /** Each pixel column from the least to the greatest of its bins, so that no outlier is hidden. */
  private static String ranges(double[] contents, Axis x, Axis y, double[] edges) {
    StringBuilder path = new StringBuilder();
    int bin = 0;
    while (bin < contents.length) {
      long column = Math.round(x.pixel(edges[bin]));
      double least = contents[bin];
      double most = contents[bin];
      while (bin < contents.length && Math.round(x.pixel(edges[bin])) <= column) {
        least = Math.min(least, contents[bin]);
        most = Math.max(most, contents[bin]);
        bin++;
      }
      path.append('M').append(column).append(' ').append(number(y.pixel(least) + 0.5));
      path.append('V').append(number(y.pixel(most) - 0.5));
    }
    return path.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** Whether it is drawn as ranges rather than as bars. */
  public boolean isDense() {
    return bins > MOST_STEPS;
  }
}
