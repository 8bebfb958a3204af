package org.p3s.server.deadline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jgrapht.alg.util.UnionFind;
import org.p3s.server.job.Requirements;

/**
 * The work of all queues beside the slots that do it. Queues that share pilots form a pool, and a
 * job waits for what is ahead in its pool or in its own queue, whichever takes longer. Not for
 * several threads at once.
 */
final class Pools {

  /**
   * Pilots that are alike.
   *
   * @param slots of all of them together; a slow one counts as a part of one
   */
  record Kind(Requirements.Offer offer, double slots) {}

  /** Work and those who do it. */
  private static final class Share {
    final WorkAhead ahead = new WorkAhead();
    double slots;
  }

  private final Map<Integer, Share> queues = new HashMap<>();
  private final Map<Integer, Share> poolOf = new HashMap<>();

  Pools(Map<Integer, Requirements> known, Collection<Kind> kinds) {
    UnionFind<Integer> pools = new UnionFind<>(known.keySet());
    known.keySet().forEach(queue -> queues.put(queue, new Share()));
    Map<Kind, Set<Integer>> served = new HashMap<>();
    for (Kind kind : kinds) {
      Set<Integer> own =
          known.entrySet().stream()
              .filter(each -> each.getValue().unmetBy(kind.offer()).isEmpty())
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      served.put(kind, own);
      own.forEach(queue -> queues.get(queue).slots += kind.slots());
      own.stream().findAny().ifPresent(any -> own.forEach(queue -> pools.union(any, queue)));
    }
    Map<Integer, Share> shares = new HashMap<>();
    for (int queue : known.keySet()) {
      poolOf.put(queue, shares.computeIfAbsent(pools.find(queue), any -> new Share()));
    }
    served.forEach(
        (kind, own) ->
            own.stream().findAny().ifPresent(any -> poolOf.get(any).slots += kind.slots()));
  }

  /** Work that waits. */
  void add(int queue, int priority, long latest, double seconds) {
    shares(queue).forEach(each -> each.ahead.add(priority, latest, seconds));
  }

  /** Work that pilots are doing. */
  void hold(int queue, double seconds) {
    shares(queue).forEach(each -> each.ahead.hold(seconds));
  }

  private List<Share> shares(int queue) {
    Share own = queues.get(queue);
    return own == null ? List.of() : List.of(own, poolOf.get(queue));
  }

  /** A workflow more. */
  void admit(Demand demand, long deadline) {
    long latest =
        deadline == Long.MAX_VALUE ? deadline : deadline - (long) (demand.path() * 1e6);
    demand.work().forEach((queue, work) -> add(queue, demand.priority(), latest, work));
  }

  /** What to expect of a workflow that begins now: of all its queues the worst. */
  Prospect prospect(Demand demand, long now, long deadline) {
    Prospect worst = Prospect.of(new WorkAhead(), 1, 0, now, deadline, demand.path());
    for (int queue : demand.work().keySet()) {
      for (Share each : shares(queue)) {
        Prospect found =
            Prospect.of(
                each.ahead, each.slots, demand.priority(), now, deadline, demand.path());
        worst = found.end() > worst.end() ? found : worst;
      }
    }
    return worst;
  }

  /** What is done in so many seconds. */
  void pass(double seconds) {
    queues.values().forEach(each -> each.ahead.drain(each.slots * seconds));
    Set.copyOf(poolOf.values()).forEach(each -> each.ahead.drain(each.slots * seconds));
  }

  /** Seconds of a slot that all that waits and runs will take. */
  double work() {
    return Set.copyOf(poolOf.values()).stream().mapToDouble(each -> each.ahead.total()).sum();
  }

  /** Slots that serve any queue at all. */
  double slots() {
    return Set.copyOf(poolOf.values()).stream().mapToDouble(each -> each.slots).sum();
  }
}
