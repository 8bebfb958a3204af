package org.p3s.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import org.p3s.protocol.Json;

/** Prints data, as JSON or for people, and says things beside it. */
public final class Output {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isJson;
  private final Paint paint;

  /**
   * An output.
   *
   * @param isJson the API's JSON instead of tables
   * @param isColoured paints the states in tables
   */
  public Output(PrintStream out, PrintStream err, boolean isJson, boolean isColoured) {
    this.out = out;
    this.err = err;
    this.isJson = isJson;
    this.paint = isColoured ? Paint.COLOUR : Paint.PLAIN;
  }

  public boolean isJson() {
    return isJson;
  }

  /** A page of a list: the API's {@code {items, next}}. */
  public void list(JsonNode page, List<Column> columns) {
    if (isJson) {
      json(page);
      return;
    }
    table(page.path("items"), columns);
    if (page.path("items").isEmpty()) {
      say("(none)");
    }
    if (page.hasNonNull("next")) {
      say("There are more: --cursor " + page.get("next").asText());
    }
  }

  /** One thing. */
  public void item(JsonNode item, List<Column> columns) {
    if (isJson) {
      json(item);
    } else {
      new Table(columns, paint).card(item).forEach(this::line);
    }
  }

  /** Further lines of one thing, for people only. */
  public void part(String title, JsonNode items, List<Column> columns) {
    if (!isJson && !items.isEmpty()) {
      line("");
      line(paint.heading(title));
      table(items, columns);
    }
  }

  private void table(JsonNode items, List<Column> columns) {
    if (!items.isEmpty()) {
      new Table(columns, paint).lines(items).forEach(this::line);
    }
  }

  /** JSON that is easy to read. */
  public void json(JsonNode json) {
    try {
      line(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was just read", e);
    }
  }

  /** A line of data. */
  public void line(String text) {
    out.print(text + "\n");
    out.flush();
  }

  /** Text as it is. */
  public void text(String text) {
    out.print(text);
    out.flush();
  }

  /** Bytes as they are. */
  public void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /** A message, which is not data. */
  public void say(String message) {
    err.println(message);
  }
}
