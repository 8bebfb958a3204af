package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Queues;
import org.p3s.server.job.Requirements;

/**
 * Which jobs may count on a share of the slots and have less of them than that: they go before all
 * others. No slot is kept idle for them. Counted over the pilots that speak to this server, now and
 * then. Used by the broker's thread alone.
 */
@ApplicationScoped
class Reservations {

  private static final long GOOD_FOR = Duration.ofMillis(200).toNanos();

  private final KnownPilots pilots;
  private final Queues queues;
  private final Lanes lanes;
  private final Matching matching;

  /** Jobs that pilots hold, by the share's name. */
  private final Map<String, Integer> held = new HashMap<>();

  /** Slots of pilots that can do its jobs, by the share's name. */
  private final Map<String, Integer> slots = new HashMap<>();

  private long countedAt = System.nanoTime() - GOOD_FOR;

  Reservations(KnownPilots pilots, Queues queues, Lanes lanes, Matching matching) {
    this.pilots = pilots;
    this.queues = queues;
    this.lanes = lanes;
    this.matching = matching;
  }

  /** Whether the jobs of this queue have less than their share. */
  boolean isOwed(int queue) {
    Requirements.Reserve reserve = queues.of(queue).reserve();
    if (reserve == null) {
      return false;
    }
    // whoever asks for its jobs can do them: a share without slots was counted before it came
    if (System.nanoTime() - countedAt >= GOOD_FOR || !slots.containsKey(reserve.name())) {
      count();
    }
    return held.getOrDefault(reserve.name(), 0)
        < reserve.part() * slots.getOrDefault(reserve.name(), 0);
  }

  /** A job that asks for this is given away. */
  void took(Requirements job) {
    Requirements.Reserve reserve = job.reserve();
    if (reserve != null) {
      held.merge(reserve.name(), 1, Integer::sum);
    }
  }

  private void count() {
    held.clear();
    slots.clear();
    pilots.forEach(
        pilot -> {
          sharesOf(pilot).forEach(name -> slots.merge(name, pilot.slots(), Integer::sum));
          pilot.lanesHeld().forEach(lane -> took(lanes.requirementsOf(lane)));
        });
    countedAt = System.nanoTime();
  }

  /** The shares whose jobs a pilot can do when it is empty. */
  private Set<String> sharesOf(KnownPilot pilot) {
    return Arrays.stream(matching.queuesFor(pilot.offer()))
        .mapToObj(queue -> queues.of(queue).reserve())
        .filter(Objects::nonNull)
        .map(Requirements.Reserve::name)
        .collect(Collectors.toSet());
  }
}
