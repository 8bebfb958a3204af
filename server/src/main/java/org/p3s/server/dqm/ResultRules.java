package org.p3s.server.dqm;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.FileEvents;
import org.p3s.server.dqm.ResultsRequest.Histogram;
import org.p3s.server.dqm.ResultsRequest.Limits;
import org.p3s.server.dqm.ResultsRequest.Metric;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.dqm.ResultsRequest.Reference;

/** What posted results must hold; finds everything that is wrong in one pass. */
final class ResultRules {

  /** The longest name. */
  static final int LONGEST = 200;

  private static final int MOST_METRICS = 20_000;
  private static final int MOST_PLOTS = 500;
  private static final int MOST_HISTOGRAMS = 2_000;
  private static final int MOST_BINS = 100_000;

  private final List<Violation> broken;

  private ResultRules(List<Violation> broken) {
    this.broken = broken;
  }

  /** Adds all that is wrong with these results. */
  static void check(ResultsRequest results, List<Violation> broken) {
    new ResultRules(broken).check(results);
  }

  private void check(ResultsRequest results) {
    if (results.run() != null && (results.run() < 0 || results.run() > FileEvents.HIGHEST)) {
      add("run", "must be between 0 and " + FileEvents.HIGHEST);
    }
    if (results.subrun() != null && results.subrun() < 0) {
      add("subrun", "must not be negative");
    }
    text("file", results.file(), 2_048);
    most("metrics", results.metrics(), MOST_METRICS);
    most("plots", results.plots(), MOST_PLOTS);
    most("histograms", results.histograms(), MOST_HISTOGRAMS);
    Set<List<String>> names = new HashSet<>();
    for (int i = 0; i < results.metrics().size(); i++) {
      metric("metrics[" + i + "]", results.metrics().get(i), names);
    }
    names.clear();
    for (int i = 0; i < results.plots().size(); i++) {
      plot("plots[" + i + "]", results.plots().get(i), names);
    }
    names.clear();
    for (int i = 0; i < results.histograms().size(); i++) {
      histogram("histograms[" + i + "]", results.histograms().get(i), names);
    }
  }

  private void metric(String at, Metric metric, Set<List<String>> names) {
    if (metric == null) {
      add(at, "must not be null");
      return;
    }
    name(at, metric.name(), metric.element(), names);
    text(at + ".unit", metric.unit(), 64);
    finite(at + ".value", metric.value());
    finite(at + ".error", metric.error());
    if (metric.error() != null && metric.error() < 0) {
      add(at + ".error", "must not be negative");
    }
    limits(at, new Limits(metric.min(), metric.max()));
  }

  private void plot(String at, Plot plot, Set<List<String>> names) {
    if (plot == null) {
      add(at, "must not be null");
      return;
    }
    name(at, plot.name(), null, names);
    text(at + ".title", plot.title(), LONGEST);
    text(at + ".category", plot.category(), LONGEST);
    if (plot.help() != null && (plot.help().length() > 4_000 || plot.help().indexOf('\0') >= 0)) {
      add(at + ".help", "must not be longer than 4000 characters, without NUL");
    }
    boolean known = Picture.PNG.equals(plot.mediaType()) || Picture.SVG.equals(plot.mediaType());
    if (!known) {
      add(at + ".mediaType", "must be image/png or image/svg+xml");
    }
    if (plot.data() == null) {
      add(at + ".data", "must not be empty");
    } else if (known) {
      try {
        Picture unused = Picture.of(plot.mediaType(), plot.data());
      } catch (IllegalArgumentException e) {
        add(at + ".data", e.getMessage());
      }
    }
  }

  private void histogram(String at, Histogram histogram, Set<List<String>> names) {
    if (histogram == null) {
      add(at, "must not be null");
      return;
    }
    name(at, histogram.name(), histogram.element(), names);
    text(at + ".title", histogram.title(), LONGEST);
    text(at + ".category", histogram.category(), LONGEST);
    text(at + ".unit", histogram.unit(), 64);
    finite(at + ".entries", histogram.entries());
    int bins = edges(at + ".edges", histogram.edges());
    values(at + ".contents", histogram.contents(), bins, true);
    values(at + ".errors", histogram.errors(), bins, false);
    Reference reference = histogram.reference();
    if (reference != null) {
      text(at + ".reference.name", reference.name(), LONGEST);
      values(at + ".reference.contents", reference.contents(), bins, true);
      values(at + ".reference.errors", reference.errors(), bins, false);
    }
    if (histogram.limits() != null) {
      limits(at + ".limits", histogram.limits());
    }
  }

  /** How many bins the edges make; -1 when that cannot be said. */
  private int edges(String field, List<Double> edges) {
    if (edges == null || edges.size() < 2 || edges.size() > MOST_BINS + 1) {
      add(field, "must have 2 to %d numbers".formatted(MOST_BINS + 1));
      return -1;
    }
    for (int i = 0; i < edges.size(); i++) {
      if (!isFinite(edges.get(i))) {
        add(field, "must be finite numbers; number %d is not".formatted(i));
        return edges.size() - 1;
      }
      if (i > 0 && edges.get(i) <= edges.get(i - 1)) {
        add(field, "must ascend; number %d does not".formatted(i));
        return edges.size() - 1;
      }
    }
    return edges.size() - 1;
  }

  private void values(String field, List<Double> values, int bins, boolean required) {
    if (values == null) {
      if (required) {
        add(field, "must not be empty");
      }
    } else if (bins >= 0 && values.size() != bins) {
      add(field, "must have one number per bin: %d, not %d".formatted(bins, values.size()));
    } else if (!values.stream().allMatch(ResultRules::isFinite)) {
      add(field, "must be finite numbers");
    }
  }

  private void limits(String at, Limits limits) {
    finite(at + ".min", limits.min());
    finite(at + ".max", limits.max());
    if (limits.min() != null && limits.max() != null && limits.min() > limits.max()) {
      add(at + ".min", "must not be above max");
    }
  }

  private void name(String at, String name, String element, Set<List<String>> names) {
    if (name == null || name.isBlank()) {
      add(at + ".name", "must not be empty");
    } else if (!names.add(List.of(name, Objects.requireNonNullElse(element, "")))) {
      add(at + ".name", "is there twice");
    }
    text(at + ".name", name, LONGEST);
    text(at + ".element", element, LONGEST);
  }

  private void text(String field, String text, int longest) {
    if (text != null && (text.length() > longest || !FileEvents.isPlain(text))) {
      add(field, "must have at most %d characters, no control ones".formatted(longest));
    }
  }

  private void most(String field, List<?> items, int most) {
    if (items.size() > most) {
      add(field, "must not have more than %d items".formatted(most));
    }
  }

  private void finite(String field, Double number) {
    if (number != null && !isFinite(number)) {
      add(field, "must be a finite number");
    }
  }

  private static boolean isFinite(Double number) {
    return number != null && Double.isFinite(number);
  }

  private void add(String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }
}
