package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many files ended how, and how long that took. */
final class Tally {

  private final Map<String, Integer> states = new TreeMap<>();
  private final List<Duration> latencies = new ArrayList<>();

  /** Counts a file and returns what to say of it, without the reason. */
  synchronized String add(JsonNode file) {
    String state = file.path("state").asText();
    Duration latency =
        Duration.between(
            Instant.parse(file.path("seenAt").asText()),
            Instant.parse(file.path("settledAt").asText()));
    states.merge(state, 1, Integer::sum);
    latencies.add(latency);
    return "%s  %s  %s".formatted(file.path("name").asText(), state, seconds(latency));
  }

  synchronized int files() {
    return latencies.size();
  }

  synchronized int processed() {
    return states.getOrDefault("PROCESSED", 0);
  }

  /** One line on all files. */
  synchronized String summary() {
    if (latencies.isEmpty()) {
      return "No file was finished.";
    }
    List<String> counts = new ArrayList<>();
    states.forEach((state, count) -> counts.add(count + " " + state.toLowerCase(Locale.ROOT)));
    List<Duration> sorted = new ArrayList<>(latencies);
    Collections.sort(sorted);
    return "%d %s: %s; from seen to final state: median %s, longest %s."
        .formatted(
            files(),
            files() == 1 ? "file" : "files",
            String.join(", ", counts),
            seconds(sorted.get(sorted.size() / 2)),
            seconds(sorted.get(sorted.size() - 1)));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
