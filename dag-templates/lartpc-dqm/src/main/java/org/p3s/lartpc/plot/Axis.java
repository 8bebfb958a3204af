package org.p3s.lartpc.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A linear axis with a label that names the unit. */
public record Axis(String label, double from, double to) {

  /** About this many round values inside the axis. */
  List<Double> ticks(int about) {
    double rough = (to - from) / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {2, 5, 10}) {
      step = step < rough ? power * factor : step;
    }
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.ceil(from / step) * step; tick <= to + step * 1e-6; tick += step) {
      ticks.add(Math.abs(tick) < step * 1e-6 ? 0 : tick);
    }
    return ticks;
  }

  double part(double value) {
    return (value - from) / (to - from);
  }

  /** A tick's number: short, without needless zeros. */
  static String number(double value) {
    if (Math.abs(value - Math.rint(value)) < 1e-9) {
      return String.valueOf((long) Math.rint(value));
    }
    return String.format(Locale.ROOT, "%.2f", value).replaceFirst("0+$", "");
  }
}
