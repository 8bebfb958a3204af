package org.p3s.server.dqm;

import java.util.List;

/**
 * Results that are posted.
 *
 * @param run null for that of the payload's workflow, or of the file
 * @param subrun taken for the reader's sake; the file knows its own
 * @param file URL or id of the file they were made from; null for that of the payload's workflow
 */
public record ResultsRequest(
    Long run,
    Integer subrun,
    String file,
    List<Metric> metrics,
    List<Plot> plots,
    List<Histogram> histograms) {

  public ResultsRequest {
    metrics = metrics == null ? List.of() : metrics;
    plots = plots == null ? List.of() : plots;
    histograms = histograms == null ? List.of() : histograms;
  }

  /**
   * One number.
   *
   * @param element part of the detector, such as {@code APA 3}; null or empty for all of it
   * @param value null when there is none
   * @param error of the value, null when not known
   * @param min least good value, null for no limit
   * @param max greatest good value, null for no limit
   */
  public record Metric(
      String name,
      String unit,
      String element,
      Double value,
      Double error,
      Double min,
      Double max) {}

  /**
   * One picture.
   *
   * @param category the group of plots in which the page shows it
   * @param help what a shifter should look for
   * @param mediaType {@code image/png} or {@code image/svg+xml}
   * @param data the bytes in base64; null only for a name of the old FileList form
   */
  public record Plot(
      String name, String title, String category, String help, String mediaType, String data) {}

  /**
   * One histogram, or values in bins.
   *
   * @param unit of the axis
   * @param edges of the bins, ascending; one more than bins
   * @param errors one per bin, or null
   * @param entries how many values went in, or null
   */
  public record Histogram(
      String name,
      String title,
      String category,
      String unit,
      String element,
      List<Double> edges,
      List<Double> contents,
      List<Double> errors,
      Double entries,
      Reference reference,
      Limits limits) {}

  /** How it looks when all is well, in the same bins. */
  public record Reference(String name, List<Double> contents, List<Double> errors) {}

  /** Between what the contents of good bins lie; null for no limit. */
  public record Limits(Double min, Double max) {}
}
