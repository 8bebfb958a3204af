package org.p3s.server.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.FileEvents;
import org.p3s.server.platform.Refusal;

/**
 * What a client says of a site; null is what it leaves out. Keys that are none of a site's are
 * passed over.
 *
 * @param env a JSON object as text, in which apostrophes are escaped: pilots turn each apostrophe
 *     into a quotation mark before they read it
 * @param cycles how often a pilot asks for a job, 0 for ever
 * @param period seconds between two such times
 * @param beat seconds between two reports
 * @param life seconds that a pilot lives
 */
record SiteDefinition(
    String name,
    String env,
    String server,
    Integer pilots,
    Integer cycles,
    Integer period,
    Integer beat,
    Integer life) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final int LONGEST_ENV = 16_384;

  /**
   * Reads a definition; refused with all that is wrong with it.
   *
   * @return empty when the text is no JSON object
   */
  static Optional<SiteDefinition> read(String text) {
    JsonNode json = parse(text);
    if (!json.isObject()) {
      return Optional.empty();
    }
    List<Violation> broken = new ArrayList<>();
    String name = text(json, "name", 64, broken);
    if (name == null || name.isBlank()) {
      broken.add(new Violation("name", null, "name must not be empty"));
    }
    SiteDefinition site =
        new SiteDefinition(
            name,
            env(json.path("env"), broken),
            text(json, "server", 255, broken),
            number(json, "pilots", broken),
            number(json, "pilotcycles", broken),
            number(json, "pilotperiod", broken),
            number(json, "pilotbeat", broken),
            number(json, "pilotlife", broken));
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    return Optional.of(site);
  }

  /** What a text says, a missing node when it is no JSON. */
  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String text(JsonNode json, String key, int most, List<Violation> broken) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    String text = value.asText();
    if (value.isContainerNode() || text.length() > most || !FileEvents.isPlain(text)) {
      broken.add(
          new Violation(
              key,
              null,
              "%s must be a text of at most %d characters, no control ones".formatted(key, most)));
    }
    return text;
  }

  private static Integer number(JsonNode json, String key, List<Violation> broken) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.asText().strip().matches("[0-9]{1,9}")) {
      broken.add(new Violation(key, null, key + " must be a whole number between 0 and 999999999"));
      return null;
    }
    return Integer.valueOf(value.asText().strip());
  }

  private static String env(JsonNode value, List<Violation> broken) {
    if (value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.textValue().isBlank())) {
      return null;
    }
    JsonNode env = value.isTextual() ? ofText(value.textValue()) : value;
    String text = env.toString().replace("'", "\\u0027");
    if (!env.isObject() || text.length() > LONGEST_ENV) {
      broken.add(
          new Violation(
              "env",
              null,
              "env must be a JSON object of at most %d characters".formatted(LONGEST_ENV)));
    }
    return text;
  }

  /** As a text it may have come from the older server, which wrote apostrophes. */
  private static JsonNode ofText(String text) {
    JsonNode json = parse(text);
    return json.isMissingNode() ? parse(text.replace('\'', '"')) : json;
  }
}
