package org.p3s.server.web.picture;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Maps values to pixels, with ticks at round numbers. */
public record Axis(double from, double to, double pixelFrom, double pixelTo) {

  /** A place on the axis and what stands there. */
  public record Tick(long at, String label) {}

  public Axis {
    if (!(to > from)) {
      // a single value: some room around it
      double room = from == 0 ? 1 : Math.abs(from) * 0.1;
      from -= room;
      to += 2 * room;
    }
  }

  double pixel(double value) {
    double pixel = pixelFrom + (value - from) / (to - from) * (pixelTo - pixelFrom);
    return Math.round(pixel * 10) / 10.0;
  }

  /** About that many ticks, at multiples of 1, 2 or 5. */
  List<Tick> ticks(int wanted) {
    double step = step((to - from) / wanted);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(new Tick(Math.round(pixel(i * step)), label(i * step)));
    }
    return ticks;
  }

  private static double step(double rough) {
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double ratio = rough / magnitude;
    return (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10) * magnitude;
  }

  static String label(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(value);
    return rounded.signum() == 0
        ? "0"
        : size >= 1e-3 && size < 1e6 ? rounded.toPlainString() : rounded.toString();
  }
}
