package org.p3s.server.data.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.p3s.protocol.Json;

/**
 * In how many files a trigger takes one.
 *
 * @param usual where nothing else is said
 * @param special what is said of runs and streams; no two of the same
 */
public record Prescales(int usual, List<Special> special) {

  /**
   * A prescale of a run, of a stream, or of a stream in a run.
   *
   * @param run null for all
   * @param stream null for all
   */
  public record Special(Long run, String stream, Integer prescale) {

    boolean fits(Long otherRun, String otherStream) {
      return (run == null || run.equals(otherRun))
          && (stream == null || stream.equals(otherStream));
    }

    /** A run says more than a stream, and both more than one of them. */
    int precision() {
      return (run == null ? 0 : 2) + (stream == null ? 0 : 1);
    }

    boolean isLike(Special other) {
      return Objects.equals(run, other.run) && Objects.equals(stream, other.stream);
    }
  }

  /** Of a JSON array as the database makes it; null is an empty one. */
  static Prescales ofJson(int usual, String json) {
    try {
      return new Prescales(
          usual, json == null ? List.of() : List.of(Json.MAPPER.readValue(json, Special[].class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database made it", e);
    }
  }

  /** The prescale for a file; the most specific wins. */
  int of(Long run, String stream) {
    return special.stream()
        .filter(each -> each.fits(run, stream))
        .max(Comparator.comparingInt(Special::precision))
        .map(Special::prescale)
        .orElse(usual);
  }
}
