package org.p3s.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One column of a table, or one line of a card.
 *
 * @param path of the value in the JSON, with dots
 */
public record Column(String title, String path) {

  /** Columns from {@code "TITLE path"} each; a lone word is title and path. */
  public static List<Column> of(String... specs) {
    List<Column> columns = new ArrayList<>();
    for (String spec : specs) {
      int space = spec.lastIndexOf(' ');
      columns.add(new Column(spec.substring(0, Math.max(space, 0)), spec.substring(space + 1)));
    }
    return columns;
  }

  /** What to call it in a heading. */
  String heading() {
    return title.isEmpty() ? path : title;
  }

  /** The value as people read it; empty when there is none. */
  String text(JsonNode item) {
    JsonNode value = item;
    int from = 0;
    while (from <= path.length()) {
      int dot = path.indexOf('.', from);
      int to = dot < 0 ? path.length() : dot;
      value = value.path(path.substring(from, to));
      from = to + 1;
    }
    return text(value, path);
  }

  private static String text(JsonNode value, String path) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isContainerNode()) {
      return printable(value.isArray() ? list(value) : pairs(value));
    }
    String text = value.asText();
    // the fraction of a second helps nobody at a terminal; JSON has it
    boolean isTime = path.endsWith("At") || text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*Z");
    return isTime ? text.replaceFirst("\\.\\d+Z$", "Z") : printable(text);
  }

  private static String list(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(each -> texts.add(each.isValueNode() ? each.asText() : each.toString()));
    return String.join(", ", texts);
  }

  private static String pairs(JsonNode object) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      JsonNode value = each.getValue();
      texts.add(each.getKey() + "=" + (value.isValueNode() ? value.asText() : value.toString()));
    }
    return String.join(", ", texts);
  }

  /** Without the characters that steer terminals or break a line. */
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return clean.toString();
  }
}
