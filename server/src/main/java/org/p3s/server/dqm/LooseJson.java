package org.p3s.server.dqm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.p3s.server.platform.Refusal;

/** JSON as scripts write it: lines break within strings, commas trail, numbers are NaN. */
final class LooseJson {

  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
              JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
              JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private LooseJson() {}

  /**
   * Reads it, or refuses it with a sentence.
   *
   * @param what it is, the beginning of that sentence
   */
  static JsonNode parse(String what, byte[] json) {
    try {
      return LENIENT.readTree(json);
    } catch (JsonProcessingException e) {
      throw Refusal.malformed(
          "%s is no JSON: line %d, %s"
              .formatted(
                  what,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }
}
