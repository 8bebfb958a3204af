package org.p3s.server.legacy;

import java.util.ArrayList;
import java.util.List;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.dqm.ResultsRequest.Metric;
import org.p3s.server.platform.Refusal;

/**
 * What a line of purity says of one TPC.
 *
 * @param skipped what was there and is no number that could be shown
 */
record PurityLine(List<Metric> metrics, List<String> skipped) {

  /** Below these the older p3s drew its bars under a red line. */
  private static final double SHORTEST_LIFETIME = 0.3;

  private static final double LEAST_SIGNAL = 5.0;

  /** Reads a line; refused when it does not tell the lifetime. */
  static PurityLine of(Form form, String element) {
    List<Violation> broken = new ArrayList<>();
    for (String field : List.of("lifetime", "error", "count", "sn", "snclusters", "drifttime")) {
      String text = said(form, field);
      if (text != null && number(text) == null) {
        broken.add(new Violation(field, null, field + " must be a number"));
      }
    }
    if (said(form, "lifetime") == null) {
      broken.add(new Violation("lifetime", null, "lifetime is missing"));
    }
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    PurityLine line = new PurityLine(new ArrayList<>(), new ArrayList<>());
    Double error = line.finite(form, "error");
    if (error != null && error < 0) {
      line.skipped.add("error " + said(form, "error"));
      error = null;
    }
    Double lifetime = line.finite(form, "lifetime");
    line.add("Electron lifetime", "ms", element, lifetime, error, SHORTEST_LIFETIME);
    line.add("Electron lifetime, tracks", "", element, line.finite(form, "count"), null, null);
    line.add("Signal to noise", "", element, line.finite(form, "sn"), null, LEAST_SIGNAL);
    line.add("Signal to noise, clusters", "", element, line.finite(form, "snclusters"), null, null);
    // nothing that is known of the lines tells its unit
    line.add("Drift time", "", element, line.finite(form, "drifttime"), null, null);
    return line;
  }

  private void add(
      String name, String unit, String element, Double value, Double error, Double min) {
    if (value != null) {
      metrics.add(new Metric(name, unit, element, value, error, min, null));
    }
  }

  /** A field that says something: clients write None for nothing. */
  static String said(Form form, String field) {
    String text = form.text(field, 64, "");
    return text.isEmpty() || text.equals("None") ? null : text;
  }

  private Double finite(Form form, String field) {
    String text = said(form, field);
    Double value = text == null ? null : number(text);
    if (value != null && !Double.isFinite(value)) {
      skipped.add(field + " " + text);
      return null;
    }
    return value;
  }

  /** Null when it is none; what has no end is not a number either. */
  private static Double number(String text) {
    if (text.matches("(?i)[+-]?(nan|inf(inity)?)")) {
      return Double.NaN;
    }
    return text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")
        ? Double.valueOf(text)
        : null;
  }
}
