package org.p3s.server.deadline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.Requirements;

/**
 * The work of all queues beside the slots that do it. Queues compete for the pilots that serve
 * several: of another queue's work as much stands in a queue's way as there are slots of its own
 * among those that do the other's. Not for several threads at once.
 */
final class Pools {

  /**
   * Pilots that are alike.
   *
   * @param slots of all of them together; a slow one counts as a part of one
   */
  record Kind(Requirements.Offer offer, double slots) {}

  /** What stands in the way of one queue, and who sees to it. */
  private static final class Share {
    final WorkAhead ahead = new WorkAhead();
    double slots;

    /** Slots that do this queue's jobs and those of another, by that one. */
    final Map<Integer, Double> shared = new HashMap<>();
  }

  private final Map<Integer, Share> queues = new HashMap<>();
  private final double slots;
  private double work;

  Pools(Map<Integer, Requirements> known, Collection<Kind> kinds) {
    known.keySet().forEach(queue -> queues.put(queue, new Share()));
    double serving = 0;
    for (Kind kind : kinds) {
      List<Integer> served =
          known.entrySet().stream()
              .filter(each -> each.getValue().unmetBy(kind.offer()).isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      served.forEach(queue -> share(queue, served, kind.slots()));
      serving += kind.slots();
    }
    slots = serving;
  }

  private void share(int queue, List<Integer> others, double number) {
    Share own = queues.get(queue);
    own.slots += number;
    others.forEach(other -> own.shared.merge(other, number, Double::sum));
  }

  /** Work that waits. */
  void add(int queue, int priority, long latest, double seconds) {
    work += seconds;
    spread(queue, seconds, (ahead, part) -> ahead.add(priority, latest, part));
  }

  /** Work that pilots are doing. */
  void hold(int queue, double seconds) {
    work += seconds;
    spread(queue, seconds, WorkAhead::hold);
  }

  private interface Part {
    void to(WorkAhead ahead, double seconds);
  }

  private void spread(int queue, double seconds, Part part) {
    Share own = queues.get(queue);
    if (own != null && own.slots > 0) {
      own.shared.forEach(
          (other, both) -> part.to(queues.get(other).ahead, seconds * both / own.slots));
    }
  }

  /** A workflow more. */
  void admit(Demand demand, long deadline) {
    long latest = deadline == Long.MAX_VALUE ? deadline : deadline - (long) (demand.path() * 1e6);
    demand.work().forEach((queue, seconds) -> add(queue, demand.priority(), latest, seconds));
  }

  /**
   * What to expect of a workflow that begins now: of all its queues the worst. Of a queue that no
   * pilot serves nothing is known, and the best is hoped for.
   */
  Prospect prospect(Demand demand, long now, long deadline) {
    Prospect worst = Prospect.of(new WorkAhead(), 1, 0, now, deadline, demand.path());
    for (int queue : demand.work().keySet()) {
      Share own = queues.get(queue);
      if (own != null) {
        Prospect found =
            Prospect.of(own.ahead, own.slots, demand.priority(), now, deadline, demand.path());
        worst = found.end() > worst.end() ? found : worst;
      }
    }
    return worst;
  }

  /** Whether these queues were there when it was made. */
  boolean know(Set<Integer> some) {
    return queues.keySet().containsAll(some);
  }

  /** What is done in so many seconds. */
  void pass(double seconds) {
    work = Math.max(0, work - slots * seconds);
    queues.values().forEach(each -> each.ahead.drain(each.slots * seconds));
  }

  /** Seconds of a slot that all that waits and runs will take. */
  double work() {
    return work;
  }

  /** Of all pilots. */
  double slots() {
    return slots;
  }
}
