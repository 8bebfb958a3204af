package org.p3s.lartpc.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics, plots and histograms of one payload, or of several put together, as JSON. */
public final class Results {
  private static final List<String> KINDS = List.of("metrics", "plots", "histograms");

  private final Map<String, Object> head = new LinkedHashMap<>();
  private final Map<String, List<Object>> lists = new LinkedHashMap<>();

  public Results() {
    KINDS.forEach(kind -> lists.put(kind, new ArrayList<>()));
  }

  /** Says something about all: run, subrun, file. */
  public Results about(String key, Object value) {
    head.put(key, value);
    return this;
  }

  public Results add(Metric metric) {
    list("metrics").add(metric.json());
    return this;
  }

  public Results add(Picture picture) {
    list("plots").add(picture.json());
    return this;
  }

  public Results add(Histogram histogram) {
    list("histograms").add(histogram.json());
    return this;
  }

  /**
   * Adds all of a file that another payload wrote.
   *
   * @throws IllegalArgumentException if it is not such a file
   */
  public void addAll(Path file) throws IOException {
    if (!(Json.read(Files.readString(file)) instanceof Map<?, ?> part)) {
      throw new IllegalArgumentException("not a JSON object");
    }
    part.forEach((key, value) -> take(String.valueOf(key), value));
  }

  /** How many there are: metrics, plots or histograms. */
  public int count(String kind) {
    return list(kind).size();
  }

  public String json() {
    Map<String, Object> all = new LinkedHashMap<>(head);
    all.putAll(lists);
    return Json.write(all);
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, json());
  }

  private void take(String key, Object value) {
    List<Object> known = lists.get(key);
    if (known == null) {
      head.put(key, value);
    } else if (value instanceof List<?> more) {
      known.addAll(more);
    }
  }

  private List<Object> list(String kind) {
    return lists.get(kind);
  }
}
