package org.p3s.server.deadline;

import java.util.Map;

/**
 * What a workflow asks for.
 *
 * @param work seconds of a slot, by the queue that its jobs go to
 * @param path seconds that its longest path takes
 * @param isKnown whether all of it was measured or said; what was not counts 0
 */
public record Demand(Map<Integer, Double> work, double path, int priority, boolean isKnown) {

  public double total() {
    return work.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
