package org.p3s.server.deadline;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.server.job.Requirements;

/**
 * The work of all queues beside the slots that do it. Queues that the same pilots serve are one
 * group; groups compete for the pilots that serve several: of another group's work as much stands
 * in a group's way as there are slots of its own among those that do the other's. Not for several
 * threads at once.
 */
final class Pools {

  /**
   * Pilots that are alike.
   *
   * @param slots of all of them together; a slow one counts as a part of one
   */
  record Kind(Requirements.Offer offer, double slots) {}

  /** Queues that the same pilots serve. */
  private static final class Group {
    final BitSet kinds;
    final double slots;
    final WorkAhead ahead = new WorkAhead();

    /** Jobs that want a slot now, or have one; and those of them of which nobody knows how long. */
    double inSlots;

    double unmeasured;

    /** Slots that do this group's jobs and those of another, by that one. */
    final Map<Group, Double> shared = new HashMap<>();

    Group(BitSet kinds, List<Kind> all) {
      this.kinds = kinds;
      this.slots = slotsOf(kinds, all);
    }

    /** Its jobs take slots of others in part, and its own as a whole. */
    void occupy(long jobs, long ofUnknownLength) {
      shared.forEach(
          (other, both) -> {
            other.inSlots += jobs * both / slots;
            other.unmeasured += ofUnknownLength * both / slots;
          });
    }

    boolean hasIdleSlot() {
      // all that anybody knows of may be over meanwhile
      return slots - (ahead.total() > 0 ? inSlots : unmeasured) > 1 - 1e-6;
    }

    /** Its work stands in the way of others in part, and in its own way as a whole. */
    void add(double seconds, Part part) {
      shared.forEach((other, both) -> part.to(other.ahead, seconds * both / slots));
    }
  }

  private interface Part {
    void to(WorkAhead ahead, double seconds);
  }

  private final Map<Integer, Group> groupOf = new HashMap<>();
  private final Map<Integer, Requirements> queues;
  private final Map<BitSet, Group> groups = new HashMap<>();

  /** A share of slots, and the work that may count on it. */
  private static final class Share {
    final WorkAhead ahead = new WorkAhead();
    double slots;
  }

  private final Map<String, Share> shares = new HashMap<>();

  private final double slots;
  private double work;

  Pools(Map<Integer, Requirements> known, List<Kind> kinds) {
    queues = Map.copyOf(known);
    BitSet serving = new BitSet();
    queues.forEach(
        (queue, needs) -> {
          BitSet own = new BitSet();
          for (int i = 0; i < kinds.size(); i++) {
            own.set(i, needs.unmetBy(kinds.get(i).offer()).isEmpty());
          }
          serving.or(own);
          groupOf.put(queue, groups.computeIfAbsent(own, set -> new Group(set, kinds)));
          if (needs.reserve() != null) {
            Share share = shares.computeIfAbsent(needs.reserve().name(), any -> new Share());
            share.slots = Math.max(share.slots, needs.reserve().part() * groupOf.get(queue).slots);
          }
        });
    slots = slotsOf(serving, kinds);
    groups.values().forEach(one -> groups.values().forEach(other -> share(one, other, kinds)));
  }

  private static void share(Group one, Group other, List<Kind> kinds) {
    BitSet both = (BitSet) one.kinds.clone();
    both.and(other.kinds);
    double shared = slotsOf(both, kinds);
    if (shared > 0) {
      one.shared.put(other, shared);
    }
  }

  private static double slotsOf(BitSet some, List<Kind> kinds) {
    return some.stream().mapToDouble(each -> kinds.get(each).slots()).sum();
  }

  /** Work that waits. */
  void add(int queue, int priority, long latest, double seconds) {
    spread(queue, seconds, (ahead, part) -> ahead.add(priority, latest, part));
  }

  /** Work that pilots are doing. */
  void hold(int queue, double seconds) {
    spread(queue, seconds, WorkAhead::hold);
  }

  /** So many jobs want a slot now, or have one. */
  void occupy(int queue, long jobs, long unmeasured) {
    Group group = groupOf.get(queue);
    if (group != null && group.slots > 0) {
      group.occupy(jobs, unmeasured);
    }
  }

  private void spread(int queue, double seconds, Part part) {
    Group group = groupOf.get(queue);
    if (group == null || group.slots == 0) {
      return;
    }
    work += seconds;
    group.add(seconds, part);
    Requirements.Reserve reserve = queues.get(queue).reserve();
    if (reserve != null) {
      part.to(shares.get(reserve.name()).ahead, seconds);
    }
  }

  /** A workflow more. */
  void admit(Demand demand, long deadline) {
    long latest = deadline == Long.MAX_VALUE ? deadline : deadline - (long) (demand.path() * 1e6);
    demand.work().forEach((queue, seconds) -> add(queue, demand.priority(), latest, seconds));
    // one of its jobs at least; which, nobody asks here
    groupsOf(demand).forEach(each -> each.occupy(1, demand.isKnown() ? 0 : 1));
  }

  private Set<Group> groupsOf(Demand demand) {
    return demand.work().keySet().stream()
        .map(groupOf::get)
        .filter(each -> each != null && each.slots > 0)
        .collect(Collectors.toSet());
  }

  private boolean hasIdleSlot(Demand demand) {
    Set<Group> own = groupsOf(demand);
    return !own.isEmpty() && own.stream().allMatch(Group::hasIdleSlot);
  }

  /**
   * What to expect of a workflow that begins now: of all its queues the worst. Of a queue that no
   * pilot serves nothing is known, and the best is hoped for.
   */
  Prospect prospect(Demand demand, long now, long deadline) {
    Prospect worst = Prospect.of(new WorkAhead(), 1, 0, now, deadline, demand.path());
    for (int queue : demand.work().keySet()) {
      if (groupOf.containsKey(queue)) {
        Prospect found = prospect(queue, demand, now, deadline);
        worst = found.end() > worst.end() ? found : worst;
      }
    }
    return worst.beginningAtOnce(!worst.isInTime() && hasIdleSlot(demand));
  }

  /** Who may count on a share of the slots waits for that, unless all of them are sooner free. */
  private Prospect prospect(int queue, Demand demand, long now, long deadline) {
    Group group = groupOf.get(queue);
    Prospect ofAll =
        Prospect.of(group.ahead, group.slots, demand.priority(), now, deadline, demand.path());
    Requirements.Reserve reserve = queues.get(queue).reserve();
    if (reserve == null || group.slots == 0) {
      return ofAll;
    }
    Share share = shares.get(reserve.name());
    Prospect ofShare =
        Prospect.of(share.ahead, share.slots, demand.priority(), now, deadline, demand.path());
    return ofShare.end() < ofAll.end() ? ofShare : ofAll;
  }

  /** Whether these queues were there when it was made. */
  boolean know(Set<Integer> some) {
    return groupOf.keySet().containsAll(some);
  }

  /** What is done in so many seconds. */
  void pass(double seconds) {
    work = Math.max(0, work - slots * seconds);
    groups.values().forEach(each -> each.ahead.drain(each.slots * seconds));
    shares.values().forEach(each -> each.ahead.drain(each.slots * seconds));
  }

  /** Seconds of a slot that will be taken by all that waits and runs and that a pilot serves. */
  double work() {
    return work;
  }

  /** Of all pilots that serve any queue. */
  double slots() {
    return slots;
  }
}
