package org.p3s.server.legacy;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.FileEvents;
import org.p3s.server.platform.Refusal;

/** The fields of a form. Those that nobody asks for are passed over, as the older p3s does. */
final class Form {

  private static final int MOST_FIELDS = 1_000;

  private final Map<String, String> fields = new LinkedHashMap<>();

  private Form() {}

  /** The fields of a body; of several with one name the last counts. */
  static Form of(String body) {
    Form form = new Form();
    if (body != null) {
      try {
        new QueryStringDecoder(body, StandardCharsets.UTF_8, false, MOST_FIELDS, true)
            .parameters()
            .forEach((name, values) -> form.fields.put(name, values.get(values.size() - 1)));
      } catch (IllegalArgumentException e) {
        throw Refusal.malformed("The body is no form: " + e.getMessage());
      }
    }
    return form;
  }

  /** A field, null when it is not there. */
  String get(String name) {
    return fields.get(name);
  }

  /** A field, the fallback when it is not there or empty. */
  String get(String name, String fallback) {
    String value = fields.get(name);
    return value == null || value.isEmpty() ? fallback : value;
  }

  /** A field of limited length; the fallback when it is not there or blank. */
  String text(String name, int most, String fallback) {
    String value = get(name, "").strip();
    if (value.length() > most || !FileEvents.isPlain(value)) {
      throw Refusal.invalid(
          name, "%s must have at most %d characters, no control ones".formatted(name, most));
    }
    return value.isEmpty() ? fallback : value;
  }

  /** Whether a field is there and says something. */
  boolean has(String name) {
    return !get(name, "").isEmpty();
  }

  /** Refuses a form in which one of these fields is not even there. */
  void mustHave(String... names) {
    List<Violation> missing = new ArrayList<>();
    for (String each : names) {
      if (!fields.containsKey(each)) {
        missing.add(new Violation(each, null, each + " is missing"));
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.invalid(missing);
    }
  }

  /** What the client calls a thing of its own; refused when it could not be a part of a path. */
  String uuid(String name) {
    return uuid(name, get(name, ""));
  }

  /** The same of one of several in a field. */
  static String uuid(String name, String text) {
    if (!text.matches("[0-9A-Za-z_-]{1,36}")) {
      throw Refusal.invalid(name, name + " must be 1 to 36 letters, digits, '_' or '-'");
    }
    return text;
  }

  /** A whole number; refused when it is none. */
  long number(String name, long least, long most) {
    String text = get(name, "").strip();
    if (!text.matches("-?[0-9]{1,15}")
        || Long.parseLong(text) < least
        || Long.parseLong(text) > most) {
      throw Refusal.invalid(
          name, "%s must be a whole number between %d and %d".formatted(name, least, most));
    }
    return Long.parseLong(text);
  }
}
