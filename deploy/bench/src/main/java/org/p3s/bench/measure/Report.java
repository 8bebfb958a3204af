package org.p3s.bench.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.p3s.protocol.Json;

/** The outcome of a run as a Markdown page and as JSON. */
public final class Report {

  /** The first line of each page, by which a page of ours is told from anything else. */
  public static final String MARK = "<!-- written by ./p3s bench -->";

  private final List<Result> results;
  private final Measurement get;
  private final Measurement update;

  public Report(List<Result> results, Measurement get, Measurement update) {
    this.results = results;
    this.get = get;
    this.update = update;
  }

  public boolean isBroken() {
    return results.stream().anyMatch(Result::isBroken);
  }

  /** The table with its yardsticks and notes. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(new Table(results, get, update).lines());
    lines.add("");
    lines.add("- empty GET: " + get);
    lines.add("- single-row durable UPDATE: " + update);
    for (Result each : results) {
      if (!each.notes().isEmpty()) {
        lines.add("- " + each.scenario + ": " + each.notes());
      }
    }
    return lines;
  }

  /**
   * The whole page.
   *
   * @param circumstances sentences on machine, pace and versions
   */
  public List<String> page(List<String> circumstances) {
    List<String> lines = new ArrayList<>(List.of(MARK, "# Bench", ""));
    lines.addAll(circumstances);
    lines.add("");
    lines.addAll(lines());
    return lines;
  }

  /** {@code [{scenario, value, unit, limitRatio, peerRatios, target, met}]}; null is not known. */
  public String json() {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (Result each : results) {
      ObjectNode row = array.addObject();
      row.put("scenario", each.scenario);
      row.put("value", each.isBroken() ? null : Double.valueOf(each.value));
      row.put("unit", each.unit);
      row.put("limitRatio", each.limitRatio());
      ObjectNode peers = row.putObject("peerRatios");
      each.peerRatios().forEach(peers::put);
      row.put("target", each.target());
      row.put("met", each.isMet());
    }
    return array.toPrettyString() + "\n";
  }
}
