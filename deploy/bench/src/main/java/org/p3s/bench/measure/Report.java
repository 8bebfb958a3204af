package org.p3s.bench.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.Json;

/** The outcome of a run as a Markdown page and as JSON. */
public final class Report {

  /** The first line of each page, by which a page of ours is told from anything else. */
  public static final String MARK = "<!-- written by ./p3s bench -->";

  private final List<Result> results;
  private final Yardsticks yardsticks;

  public Report(List<Result> results, Yardsticks yardsticks) {
    this.results = results;
    this.yardsticks = yardsticks;
  }

  public boolean isBroken() {
    return results.stream().anyMatch(Result::isBroken);
  }

  /** The table with its yardsticks and notes. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(new Table(results, yardsticks).lines());
    lines.add("");
    lines.add("- empty GET: " + yardsticks.get());
    lines.add("- single-row durable UPDATE: " + yardsticks.update());
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

  /** What an operation of each scenario costs, where that was measured. */
  public Map<String, Yardsticks.Cost> costs() {
    Map<String, Yardsticks.Cost> costs = new LinkedHashMap<>();
    results.stream()
        .filter(each -> each.cpu() != null)
        .forEach(each -> costs.put(each.scenario, yardsticks.cost(each.cpu())));
    return costs;
  }

  /**
   * {@code [{scenario, value, unit, limitRatio, peerRatios, gets, updates, target, met}]}; null is
   * not known.
   */
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
      Yardsticks.Cost cost = each.cpu() == null ? null : yardsticks.cost(each.cpu());
      row.put("gets", cost == null ? null : Double.valueOf(cost.gets()));
      row.put("updates", cost == null ? null : Double.valueOf(cost.updates()));
      row.put("target", each.target());
      row.put("met", each.isMet());
    }
    return array.toPrettyString() + "\n";
  }
}
