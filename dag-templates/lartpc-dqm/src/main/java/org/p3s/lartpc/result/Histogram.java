package org.p3s.lartpc.result;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A histogram, or a value per wire: contents and errors per bin, and one edge more than bins. */
public final class Histogram {
  private final Label label;
  private final double[] edges;
  private final double[] contents;
  private final double[] errors;
  private final long entries;

  /**
   * What a histogram shows.
   *
   * @param name in snake case
   * @param category the group of plots on the page
   * @param unit of the axis
   * @param element part of the detector
   */
  public record Label(String name, String title, String category, String unit, String element) {}

  private Histogram(Label label, double[] edges, double[] contents, double[] errors, long entries) {
    this.label = label;
    this.edges = edges;
    this.contents = contents;
    this.errors = errors;
    this.entries = entries;
  }

  /** One value with its error per wire. */
  public static Histogram perWire(Label label, double[] values, double[] errors) {
    double[] edges = new double[values.length + 1];
    Arrays.setAll(edges, i -> i);
    return new Histogram(label, edges, values, errors, values.length);
  }

  /** Counts; the errors are their roots. */
  public static Histogram of(Label label, Bins bins) {
    double[] counts = bins.counts.clone();
    double[] errors = Arrays.stream(counts).map(Math::sqrt).toArray();
    double[] edges = new double[counts.length + 1];
    Arrays.setAll(edges, i -> i * bins.width);
    return new Histogram(label, edges, counts, errors, (long) Arrays.stream(counts).sum());
  }

  /** Equal bins from 0 that count values. */
  public static final class Bins {
    private final double width;
    private final double[] counts;

    public Bins(int bins, double end) {
      width = end / bins;
      counts = new double[bins];
    }

    /** Counts a value; below 0 it goes into the first bin, above the end into the last. */
    public void add(double value) {
      counts[(int) Math.max(0, Math.min(counts.length - 1, value / width))]++;
    }
  }

  public Label label() {
    return label;
  }

  public double[] edges() {
    return edges.clone();
  }

  public double[] contents() {
    return contents.clone();
  }

  /** How many values went in. */
  public long entries() {
    return entries;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", label.name);
    json.put("title", label.title);
    json.put("category", label.category);
    json.put("unit", label.unit);
    json.put("element", label.element);
    json.put("edges", rounded(edges));
    json.put("contents", rounded(contents));
    json.put("errors", rounded(errors));
    json.put("entries", entries);
    return json;
  }

  /** Three decimals are plenty for a plot and keep the text short. */
  private static double[] rounded(double[] values) {
    return Arrays.stream(values).map(value -> Math.round(value * 1000) / 1000.0).toArray();
  }
}
