package org.p3s.server.deadline.simulation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * How a policy did.
 *
 * @param arrived files
 * @param onTime workflows that ended before their deadline
 * @param late those that ended after it, or not at all
 * @param dropped files that were not admitted, and workflows that were given up
 * @param bound the most that anybody could have had in time
 * @param p50 median of the seconds from file seen to results, of those in time
 * @param p99 the same for ninety-nine of a hundred
 * @param stalest seconds: the greatest age that the newest results in time ever had
 */
@JsonPropertyOrder({"policy", "arrived", "onTime", "late", "dropped", "bound", "share"})
record Outcome(
    String policy,
    int arrived,
    int onTime,
    int late,
    int dropped,
    int bound,
    @JsonIgnore double p50,
    @JsonIgnore double p99,
    @JsonIgnore double stalest) {

  public double getShare() {
    return bound == 0 ? 0 : Math.round(1e4 * onTime / bound) / 1e4;
  }
}
