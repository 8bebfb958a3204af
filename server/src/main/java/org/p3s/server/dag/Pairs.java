package org.p3s.server.dag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.p3s.server.dag.Parse.Wrong;

/** Names with values: environments and labels. */
final class Pairs {

  /** What a name must look like, what to call it, and how many there may be. */
  record Rule(String what, Pattern name, int most) {}

  static final Rule VARIABLE =
      new Rule("variable name", Pattern.compile("[A-Za-z_][A-Za-z0-9_]*"), 500);
  static final Rule LABEL =
      new Rule("label name", Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./-]*"), 100);

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Rule rule;
  private final Map<String, String> pairs = new LinkedHashMap<>();

  private Pairs(Rule rule) {
    this.rule = rule;
  }

  /** An object of scalars; numbers and booleans become their text as it is written. */
  static Map<String, String> ofJson(String text, Rule rule) throws Wrong {
    Pairs pairs = new Pairs(rule);
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Wrong("must be a JSON object such as {\"NAME\":\"value\"}");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
          throw new Wrong(
              Violations.quote(name) + " must be a string, number or boolean", linesDown(parser));
        }
        pairs.put(name, parser.getText(), linesDown(parser));
      }
      if (parser.nextToken() != null) {
        throw new Wrong("there is more text after the JSON object", linesDown(parser));
      }
      return pairs.pairs;
    } catch (JsonProcessingException e) {
      throw new Wrong("bad JSON: " + e.getOriginalMessage(), linesDown(e.getLocation()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string has no I/O
    }
  }

  private static int linesDown(JsonParser parser) {
    return linesDown(parser.currentTokenLocation());
  }

  private static int linesDown(JsonLocation location) {
    return location == null ? 0 : Math.max(0, location.getLineNr() - 1);
  }

  static Map<String, String> ofList(String text, Rule rule) throws Wrong {
    Pairs pairs = new Pairs(rule);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new Wrong(Violations.quote(part) + " is no name=value");
      }
      pairs.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip(), 0);
    }
    return pairs.pairs;
  }

  private void put(String name, String value, int linesDown) throws Wrong {
    if (!rule.name().matcher(name).matches()) {
      throw new Wrong(Violations.quote(name) + " is no valid " + rule.what(), linesDown);
    }
    if (value.indexOf('\0') >= 0) {
      throw new Wrong("the value of " + Violations.quote(name) + " holds a NUL", linesDown);
    }
    if (pairs.put(name, value) != null) {
      throw new Wrong(Violations.quote(name) + " is given twice", linesDown);
    }
    if (pairs.size() > rule.most()) {
      throw new Wrong("more than " + rule.most() + " entries", linesDown);
    }
  }
}
