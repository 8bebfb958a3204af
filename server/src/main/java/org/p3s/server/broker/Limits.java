package org.p3s.server.broker;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.Queues;
import org.p3s.server.job.type.JobTypes;

/** How many more jobs of restricted types one transaction may give away. */
final class Limits {

  private final JobTypes types;
  private final Queues queues;
  private final Map<String, Integer> left = new HashMap<>();
  private final Map<String, List<Long>> taken = new HashMap<>();

  /**
   * Begins the part of a transaction that gives jobs of these queues away. All restricted types are
   * locked at once, so that servers lock them in the same order.
   */
  Limits(JobTypes types, Queues queues, Collection<Integer> candidates) {
    this.types = types;
    this.queues = queues;
    types.hold();
    Set<String> restricted =
        candidates.stream().map(this::typeOf).filter(types::isRestricted).collect(toSet());
    if (!restricted.isEmpty()) {
      left.putAll(types.allowances(restricted));
    }
  }

  /** Those of the queues whose type has not come to its limit. */
  List<Integer> open(List<Integer> asked) {
    return asked.stream().filter(queue -> allow(typeOf(queue))).toList();
  }

  private String typeOf(int queue) {
    return queues.of(queue).jobType();
  }

  /** Whether one more job of this type may be given away. */
  boolean allow(String type) {
    return left.getOrDefault(type, 1) > 0;
  }

  void take(String type, long job) {
    if (left.computeIfPresent(type, (same, most) -> most - 1) != null) {
      taken.computeIfAbsent(type, same -> new ArrayList<>()).add(job);
    }
  }

  /** Counts what was given away. */
  void took() {
    types.took(taken);
  }
}
