package org.p3s.server.broker;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.JobQueue.Given;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Queues;
import org.p3s.server.job.type.JobTypes;

/** How many more jobs of restricted types one transaction may give away. */
final class Limits {

  private final JobTypes types;
  private final Queues queues;
  private final Lanes lanes;
  private final Map<String, Integer> left = new HashMap<>();
  private final Map<String, List<Long>> taken = new HashMap<>();

  /**
   * Begins the part of a transaction that gives jobs of these queues away. All restricted types are
   * locked at once, so that servers lock them in the same order.
   */
  Limits(JobTypes types, Queues queues, Lanes lanes, int[] candidates) {
    this.types = types;
    this.queues = queues;
    this.lanes = lanes;
    types.hold();
    Set<String> restricted =
        Arrays.stream(candidates)
            .mapToObj(this::typeOf)
            .filter(types::isRestricted)
            .collect(toSet());
    if (!restricted.isEmpty()) {
      left.putAll(types.allowances(restricted));
    }
  }

  String typeOf(int queue) {
    return queues.of(queue).jobType();
  }

  /** Whether one more job of this queue may be given away. */
  boolean allow(int queue) {
    return left.isEmpty() || left.getOrDefault(typeOf(queue), 1) > 0;
  }

  void take(String type) {
    left.computeIfPresent(type, (same, most) -> most - 1);
  }

  void giveBack(String type) {
    left.computeIfPresent(type, (same, most) -> most + 1);
  }

  /** Counts a job that was given away. */
  void took(Given job) {
    String type = lanes.requirementsOf(job.laneId()).jobType();
    if (left.containsKey(type)) {
      taken.computeIfAbsent(type, same -> new ArrayList<>()).add(job.id());
    }
  }

  /** Keeps the count. */
  void store() {
    if (!taken.isEmpty()) {
      types.took(taken);
    }
  }
}
