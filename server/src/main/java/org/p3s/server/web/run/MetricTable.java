package org.p3s.server.web.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics of like elements, one element per column: APA 1 to 6 side by side.
 *
 * @param columns the elements
 */
public record MetricTable(List<String> columns, List<Row> rows) {

  /** One metric, of one part of each element when the part says so: the Z of {@code APA3/Z}. */
  public record Row(
      String name, String part, String unit, List<Cell> cells, String limits, Instant at) {}

  /**
   * One number.
   *
   * @param text value and error, empty when there is none
   * @param verdict what is wrong with it, empty when nothing is
   */
  public record Cell(String text, String verdict) {
    static final Cell EMPTY = new Cell("", "");
  }

  private record Place(String column, String part) {
    static Place of(String element) {
      int slash = element.indexOf('/');
      return slash < 0
          ? new Place(element, "")
          : new Place(element.substring(0, slash), element.substring(slash + 1));
    }

    /** APA for APA3, the same for all elements without a number. */
    String family() {
      String letters = NUMBER.matcher(column).replaceFirst("");
      return column.isEmpty() ? "" : letters.equals(column) ? "*" : letters;
    }
  }

  private record Line(String name, String part, String unit) {}

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}$");

  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing((String each) -> NUMBER.matcher(each).replaceFirst(""))
          .thenComparingLong(MetricTable::number)
          .thenComparing(Comparator.naturalOrder());

  private static long number(String element) {
    Matcher digits = NUMBER.matcher(element);
    return digits.find() ? Long.parseLong(digits.group()) : -1;
  }

  /** A table for each family of elements, that of the whole detector first. */
  public static List<MetricTable> of(List<Results.Metric> metrics) {
    Map<String, List<Results.Metric>> families = new TreeMap<>();
    for (Results.Metric each : metrics) {
      families
          .computeIfAbsent(Place.of(each.element()).family(), family -> new ArrayList<>())
          .add(each);
    }
    return families.values().stream().map(MetricTable::table).toList();
  }

  private static MetricTable table(List<Results.Metric> metrics) {
    TreeSet<String> columns = new TreeSet<>(BY_NUMBER);
    Map<Line, Map<String, Results.Metric>> lines = new LinkedHashMap<>();
    for (Results.Metric each : metrics) {
      Place place = Place.of(each.element());
      columns.add(place.column());
      lines
          .computeIfAbsent(
              new Line(each.name(), place.part(), each.unit()), line -> new TreeMap<>())
          .put(place.column(), each);
    }
    List<Row> rows = new ArrayList<>();
    lines.forEach((line, cells) -> rows.add(row(line, cells, columns)));
    rows.sort(Comparator.comparing(Row::name).thenComparing(Row::part));
    return new MetricTable(List.copyOf(columns), rows);
  }

  private static Row row(Line line, Map<String, Results.Metric> found, TreeSet<String> columns) {
    List<Cell> cells =
        columns.stream()
            .map(column -> found.containsKey(column) ? cell(found.get(column)) : Cell.EMPTY)
            .toList();
    return new Row(
        line.name(), line.part(), line.unit(), cells, limits(found.values()), oldest(found));
  }

  private static Instant oldest(Map<String, Results.Metric> found) {
    return found.values().stream().map(Results.Metric::at).min(Instant::compareTo).orElse(null);
  }

  private static Cell cell(Results.Metric metric) {
    if (metric.value() == null) {
      return new Cell("none", "");
    }
    String verdict =
        metric.min() != null && metric.value() < metric.min()
            ? "▼ below " + Numbers.plain(metric.min())
            : metric.max() != null && metric.value() > metric.max()
                ? "▲ above " + Numbers.plain(metric.max())
                : "";
    return new Cell(Numbers.measured(metric.value(), metric.error()), verdict);
  }

  private static String limits(Collection<Results.Metric> metrics) {
    List<String> distinct = metrics.stream().map(MetricTable::limits).distinct().toList();
    return distinct.size() == 1 ? distinct.get(0) : "differ";
  }

  private static String limits(Results.Metric metric) {
    if (metric.min() == null) {
      return metric.max() == null ? "" : "≤ " + Numbers.plain(metric.max());
    }
    return metric.max() == null
        ? "≥ " + Numbers.plain(metric.min())
        : Numbers.plain(metric.min()) + " … " + Numbers.plain(metric.max());
  }
}
