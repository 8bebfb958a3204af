package org.p3s.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out JSON objects as aligned columns, or one of them as lines of name and value. */
final class Table {

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final Paint paint;

  Table(List<Column> columns, Paint paint) {
    this.columns = columns;
    this.paint = paint;
  }

  /** A heading and one line per item. */
  List<String> lines(Iterable<JsonNode> items) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(each -> each.heading().toUpperCase(Locale.ROOT)).toList());
    for (JsonNode item : items) {
      rows.add(columns.stream().map(each -> each.text(item)).toList());
    }
    int[] widths = new int[columns.size()];
    boolean[] isNumeric = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
      isNumeric[i] =
          rows.size() > 1
              && rows.stream().skip(1).allMatch(row -> row.get(column).matches("-?[0-9.]*"));
    }
    return rows.stream().map(row -> line(row, widths, isNumeric, row == rows.get(0))).toList();
  }

  private String line(List<String> row, int[] widths, boolean[] isNumeric, boolean isHeading) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String padding = " ".repeat(widths[i] - width(cell));
      String painted = isHeading ? paint.heading(cell) : paint.value(cell);
      line.append(i == 0 ? "" : GAP);
      line.append(isNumeric[i] ? padding + painted : painted + padding);
    }
    return line.toString().stripTrailing();
  }

  /** One line per column that has a value: its title and that. */
  List<String> card(JsonNode item) {
    int widest = columns.stream().mapToInt(each -> each.heading().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Column each : columns) {
      String text = each.text(item);
      if (!text.isEmpty()) {
        String padding = " ".repeat(widest - each.heading().length());
        lines.add(paint.heading(each.heading()) + padding + GAP + paint.value(text));
      }
    }
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
