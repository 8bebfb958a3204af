package org.p3s.server.web.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.p3s.server.web.picture.HistogramPicture;

/** Plots and histograms of one category. */
public record FigureGroup(String category, List<Results.Plot> plots, List<Drawn> histograms) {

  /**
   * A histogram and its picture.
   *
   * @param picture null when it cannot be drawn
   */
  public record Drawn(Results.Histogram histogram, HistogramPicture picture) {}

  static List<FigureGroup> of(
      List<Results.Plot> plots,
      List<Results.Histogram> histograms,
      Map<Long, Optional<HistogramPicture>> pictures) {
    Map<String, FigureGroup> groups = new TreeMap<>();
    plots.forEach(each -> group(groups, each.category()).plots().add(each));
    for (Results.Histogram each : histograms) {
      HistogramPicture picture = pictures.getOrDefault(each.id(), Optional.empty()).orElse(null);
      group(groups, each.category()).histograms().add(new Drawn(each, picture));
    }
    return List.copyOf(groups.values());
  }

  private static FigureGroup group(Map<String, FigureGroup> groups, String category) {
    return groups.computeIfAbsent(
        category, name -> new FigureGroup(name, new ArrayList<>(), new ArrayList<>()));
  }

  /** The heading; results without a category stand under a neutral one. */
  public String heading() {
    return category.isBlank() ? "General" : category;
  }
}
