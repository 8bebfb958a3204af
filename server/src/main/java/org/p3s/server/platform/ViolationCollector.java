package org.p3s.server.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.p3s.protocol.Problem.Violation;

/**
 * Notes a problem of a JSON body, leaves the value out and reads on, so that all problems are found
 * in one pass.
 */
final class ViolationCollector extends DeserializationProblemHandler {

  /** The attribute of a reading that holds the list of what was found. */
  static final String FOUND = "p3s.violations";

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object bean,
      String name)
      throws IOException {
    add(context, parser, "unknown field '" + name + "'");
    parser.skipChildren();
    return true;
  }

  @Override
  public Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String value, String message) {
    add(context, context.getParser(), "is not " + nameOf(type));
    return null;
  }

  @Override
  public Object handleWeirdNumberValue(
      DeserializationContext context, Class<?> type, Number value, String message) {
    add(context, context.getParser(), "is not " + nameOf(type));
    return null;
  }

  @Override
  public Object handleUnexpectedToken(
      DeserializationContext context,
      JavaType type,
      JsonToken token,
      JsonParser parser,
      String message)
      throws IOException {
    add(context, parser, "must be " + nameOf(type.getRawClass()));
    parser.skipChildren();
    return null;
  }

  @SuppressWarnings("unchecked")
  private static void add(DeserializationContext context, JsonParser parser, String message) {
    List<Violation> found = (List<Violation>) context.getAttribute(FOUND);
    String field =
        parser
            .getParsingContext()
            .pathAsPointer()
            .toString()
            .replaceAll("/([0-9]+)(?=/|$)", "[$1]")
            .replace('/', '.')
            .replaceFirst("^\\.", "");
    found.add(
        new Violation(field, parser.currentTokenLocation().getLineNr(), field + " " + message));
  }

  private static String nameOf(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + String.join(", ", enumNames(type));
    }
    if (Number.class.isAssignableFrom(type)) {
      return type == Double.class ? "a number" : "a whole number in range";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "a text";
      case "Boolean" -> "true or false";
      case "Duration" -> "an ISO 8601 duration such as PT10M";
      case "Instant" -> "an ISO 8601 time such as 2026-01-31T12:00:00Z";
      case "List" -> "a list";
      default -> "an object";
    };
  }

  private static List<String> enumNames(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Object each : type.getEnumConstants()) {
      names.add(((Enum<?>) each).name());
    }
    return names;
  }
}
