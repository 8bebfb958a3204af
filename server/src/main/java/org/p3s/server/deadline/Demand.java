package org.p3s.server.deadline;

import java.util.Map;

/**
 * What a workflow asks for.
 *
 * @param work seconds of a slot, by the queue that its jobs go to
 * @param path seconds that its longest path takes
 */
public record Demand(Map<Integer, Double> work, double path, int priority) {

  public double total() {
    return work.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
