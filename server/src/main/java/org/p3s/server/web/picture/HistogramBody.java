package org.p3s.server.web.picture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.p3s.protocol.Json;

/** What is drawn of a histogram. */
final class HistogramBody {

  private final double[] edges;
  private final double[] contents;
  private final double[] errors;
  private final double[] reference;
  private final String referenceName;
  private final Double entries;
  private final Double min;
  private final Double max;

  private HistogramBody(JsonNode body) {
    contents = numbers(body.path("contents"));
    edges = numbers(body.path("edges"));
    errors = fitting(body.path("errors"));
    JsonNode other = body.path("reference");
    reference = fitting(other.isObject() ? other.path("contents") : other);
    referenceName = other.path("name").asText("");
    entries = number(body.path("entries"));
    min = number(body.path("limits").path("min"));
    max = number(body.path("limits").path("max"));
  }

  /** Empty when there is nothing that can be drawn. */
  static Optional<HistogramBody> read(String json) {
    try {
      HistogramBody body = new HistogramBody(Json.MAPPER.readTree(json));
      return Optional.of(body)
          .filter(it -> it.contents.length > 0 && it.edges.length == it.contents.length + 1);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** As many as there are bins, or none. */
  private double[] fitting(JsonNode array) {
    double[] values = numbers(array);
    return values.length == contents.length ? values : new double[0];
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(each -> each.isNumber() ? each.doubleValue() : 0)
        .toArray();
  }

  private static Double number(JsonNode node) {
    return node.isNumber() ? Double.valueOf(node.doubleValue()) : null;
  }

  /** One more than bins, ascending. */
  double[] edges() {
    return edges;
  }

  double[] contents() {
    return contents;
  }

  /** One per bin, or none. */
  double[] errors() {
    return errors;
  }

  /** One per bin, or none. */
  double[] reference() {
    return reference;
  }

  /** Empty when it has none. */
  String referenceName() {
    return referenceName;
  }

  /** How many values went in, null when nobody said. */
  Double entries() {
    return entries;
  }

  /** Least and greatest good content, as far as they are given. */
  List<Double> limits() {
    return Stream.of(min, max).filter(Objects::nonNull).toList();
  }

  /** How far each bin reaches up (1) or down (-1) with its error. */
  private DoubleStream reaches(int sign) {
    return IntStream.range(0, contents.length)
        .mapToDouble(i -> contents[i] + sign * (errors.length == 0 ? 0 : errors[i]));
  }

  double highest() {
    double own = reaches(1).max().orElse(0);
    double with = Arrays.stream(reference).reduce(own, Math::max);
    return max == null ? with : Math.max(with, max);
  }

  /** Zero, unless the contents are far above it, as pedestals are. */
  double lowest() {
    double own = reaches(-1).min().orElse(0);
    double with = Arrays.stream(reference).reduce(own, Math::min);
    double least = min == null ? with : Math.min(with, min);
    double most = highest();
    return least > 0.6 * most && least > 0 ? least - (most - least) * 0.1 : Math.min(0, least);
  }

  boolean isOutside(int bin) {
    return (min != null && contents[bin] < min) || (max != null && contents[bin] > max);
  }
}
