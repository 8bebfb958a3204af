package org.p3s.bench.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Broken;
import org.p3s.bench.measure.Yardsticks.Cost;
import org.p3s.protocol.Json;

/**
 * What operations cost when somebody last looked and agreed: a file of JSON beside the bench,
 * {@code {about, renewals: [{date, reason, scenarios}], scenarios: {NAME: {gets, updates}}}}.
 */
public final class Figures {

  /** Costs of one machine at one time; only more than these many times as much is news. */
  private static final double TIMES = 2.5;

  /** Less than that, in either, is noise, and so are multiples of it. */
  private static final double LEAST = 0.1;

  private static final String ABOUT =
      "CPU time of an operation in a tiny run (./p3s bench --tiny): the server's in that of an empty GET, PostgreSQL's in that of a durable UPDATE of one row. Renewed with --renew REASON.";

  private final Path file;
  private final ObjectNode root;

  private Figures(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /** Those of a file; none when there is no such file yet. */
  public static Figures read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Figures(file, Json.MAPPER.createObjectNode());
    }
    try {
      if (Json.MAPPER.readTree(file.toFile()) instanceof ObjectNode root) {
        return new Figures(file, root);
      }
    } catch (JsonProcessingException e) {
      throw new Broken("%s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    throw new Broken("%s has no figures of the bench in it.".formatted(file));
  }

  /** Which scenarios cost far more than they did, or were never looked at: a sentence for each. */
  public List<String> objections(Map<String, Cost> costs) {
    List<String> objections = new ArrayList<>();
    costs.forEach(
        (scenario, cost) -> {
          JsonNode was = root.path("scenarios").path(scenario);
          if (was.isMissingNode()) {
            objections.add("%s has no figures in %s.".formatted(scenario, file));
          } else {
            compare(scenario, "GETs of the server", was.path("gets"), cost.gets(), objections);
            compare(
                scenario, "UPDATEs of PostgreSQL", was.path("updates"), cost.updates(), objections);
          }
        });
    return objections;
  }

  private static void compare(
      String scenario, String what, JsonNode was, double is, List<String> objections) {
    if (is > TIMES * Math.max(LEAST, was.asDouble())) {
      objections.add(
          "%s: an operation cost %.2f %s and costs %.2f, more than %.1f times as much."
              .formatted(scenario, was.asDouble(), what, is, TIMES));
    }
  }

  /** Takes these for what is agreed; scenarios that are not among them stay as they are. */
  public void renew(Map<String, Cost> costs, String reason) throws IOException {
    root.put("about", ABOUT);
    ObjectNode renewal = root.withArray("renewals").addObject();
    renewal.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    renewal.put("reason", reason);
    renewal.put("scenarios", String.join(",", costs.keySet()));
    ObjectNode scenarios = root.withObject("/scenarios");
    costs.forEach(
        (scenario, cost) ->
            scenarios
                .putObject(scenario)
                .put("gets", rounded(cost.gets()))
                .put("updates", rounded(cost.updates())));
    Files.writeString(file, root.toPrettyString() + "\n");
  }

  private static double rounded(double figure) {
    return Math.round(figure * 100) / 100.0;
  }
}
