package org.p3s.server.pilot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.p3s.protocol.Json;
import org.p3s.server.job.Requirements;

/**
 * One pilot as it is stored.
 *
 * @param labels JSON object of texts
 * @param command DRAIN or STOP when an operator wants it to end, else null
 * @param lease how long it may be silent
 * @param held jobs that it holds
 */
public record Pilot(
    long id,
    String name,
    String host,
    String site,
    int slots,
    int cores,
    int memoryMib,
    int gpus,
    String labels,
    String version,
    String batchId,
    PilotState state,
    String reason,
    String command,
    Instant registeredAt,
    Instant seenAt,
    Duration lease,
    Instant leaseUntil,
    Instant endedAt,
    int held) {

  /** What it offers to jobs; its site and whether it stages files are among its labels. */
  public Requirements.Offer offer() {
    return new Requirements.Offer(cores, memoryMib, gpus, labelsOf(site, labels));
  }

  /**
   * The labels of a pilot of this site, with those that each has.
   *
   * @param json as they are stored
   */
  public static Map<String, String> labelsOf(String site, String json) {
    Map<String, String> all = new HashMap<>();
    all.put(Requirements.STAGING, "yes");
    all.putAll(read(json));
    all.put("site", site);
    return all;
  }

  public Map<String, String> labelMap() {
    return read(labels);
  }

  private static Map<String, String> read(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by PilotStore", e);
    }
  }
}
