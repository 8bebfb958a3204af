package org.p3s.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.p3s.bench.measure.Yardsticks.Cost;

/** Results as a table, for terminals and for Markdown alike. */
public final class Table {

  private record Column(String title, boolean isText, Function<Result, String> cell) {}

  private final List<Column> columns;
  private final List<Result> results;

  public Table(List<Result> results, Yardsticks yardsticks) {
    this.results = results;
    Measurement get = yardsticks.get();
    Measurement update = yardsticks.update();
    columns =
        List.of(
            new Column("scenario", true, each -> each.scenario),
            new Column(
                "measured",
                false,
                each -> each.isBroken() ? "broken" : Result.figure(each.value) + " " + each.unit),
            new Column("target", true, Result::target),
            new Column("met", true, each -> each.isMet() ? "yes" : "NO"),
            new Column("of limit", false, each -> ratio(each.limitRatio())),
            new Column("× peers", true, Table::peers),
            new Column("server µs", false, each -> cpu(each, 0)),
            new Column("PostgreSQL µs", false, each -> cpu(each, 1)),
            new Column("generator µs", false, each -> cpu(each, 2)),
            new Column("cost in GETs", false, each -> cost(each, yardsticks, Cost::gets)),
            new Column("cost in UPDATEs", false, each -> cost(each, yardsticks, Cost::updates)),
            new Column("× GET", false, each -> ratio(over(each.rate(), get))),
            new Column("× UPDATE", false, each -> ratio(over(each.rate(), update))));
  }

  private static Double over(Double rate, Measurement other) {
    return rate == null ? null : Double.valueOf(rate / other.rate());
  }

  private static String cost(Result result, Yardsticks yardsticks, ToDoubleFunction<Cost> of) {
    return ratio(
        result.cpu() == null
            ? null
            : Double.valueOf(of.applyAsDouble(yardsticks.cost(result.cpu()))));
  }

  private static String ratio(Double ratio) {
    return ratio == null ? "" : Result.figure(ratio);
  }

  private static String peers(Result result) {
    return result.peerRatios().entrySet().stream()
        .map(peer -> Result.figure(peer.getValue()) + " " + peer.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String cpu(Result result, int party) {
    if (result.cpu() == null) {
      return "";
    }
    double[] parties = {result.cpu().server(), result.cpu().postgres(), result.cpu().generator()};
    return Result.figure(parties[party]);
  }

  /** Lines of Markdown; also good to read as they are. */
  public List<String> lines() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(Column::title).toList());
    results.forEach(r -> rows.add(columns.stream().map(c -> c.cell().apply(r)).toList()));
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(Math.max(widths[i], 3), row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row, widths)));
    lines.add(1, rule(widths));
    return lines;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String blank = " ".repeat(widths[i] - row.get(i).length());
      boolean isText = columns.get(i).isText();
      line.append(' ').append(isText ? row.get(i) + blank : blank + row.get(i)).append(" |");
    }
    return line.toString();
  }

  private String rule(int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(columns.get(i).isText() ? " :" : " -").append("-".repeat(widths[i] - 2));
      line.append(columns.get(i).isText() ? "- |" : ": |");
    }
    return line.toString();
  }
}
