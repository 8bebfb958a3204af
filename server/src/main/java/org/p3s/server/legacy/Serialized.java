package org.p3s.server.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One object in the form in which the older p3s wrote its tables.
 *
 * @param model such as {@code jobs.job}
 * @param pk number or name
 * @param fields all of them, null where there is nothing
 */
record Serialized(String model, Object pk, Map<String, Object> fields) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Writes nulls, which old clients expect. */
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A list of such objects as JSON. */
  static String list(List<Serialized> all) {
    return json(all);
  }

  /** A reply of texts, in this order: a name, its text, and so on. */
  static String reply(String... pairs) {
    Map<String, Object> reply = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      reply.put(pairs[i], pairs[i + 1]);
    }
    return json(reply);
  }

  /** Any value of maps, lists, texts and numbers as JSON. */
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values", e);
    }
  }

  /** A time with milliseconds, null for none. */
  static String time(Instant at) {
    return at == null ? null : TIME.format(at);
  }
}
