package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;

/**
 * The live pilots that this server has heard of lately. What is known of one was read from the
 * database and kept up since; who changes something behind the broker's back says so. Used by the
 * broker's thread alone.
 */
@ApplicationScoped
class KnownPilots {

  private static final long LONG_AGO = TimeUnit.DAYS.toNanos(1);

  private final PilotStore store;
  private final JobQueue queue;
  private final Map<Long, KnownPilot> pilots = new HashMap<>();

  KnownPilots(PilotStore store, JobQueue queue) {
    this.store = store;
    this.queue = queue;
  }

  /** What is known without asking; null when nothing is. */
  KnownPilot get(long id) {
    return pilots.get(id);
  }

  /** Reads those of these pilots that are not known; one that has ended stays unknown. */
  void read(Collection<Long> ids) {
    List<Long> unknown = ids.stream().filter(id -> !pilots.containsKey(id)).toList();
    if (unknown.isEmpty()) {
      return;
    }
    List<Pilot> live =
        store.find(unknown).stream().filter(each -> !each.state().isTerminal()).toList();
    Map<Long, List<Held>> held =
        queue.held(live.stream().map(Pilot::id).toList()).stream()
            .collect(Collectors.groupingBy(Held::pilotId));
    for (Pilot each : live) {
      // as if long ago: its lease is given anew with the first answer
      long stored = System.nanoTime() - LONG_AGO;
      pilots.put(each.id(), new KnownPilot(each, held.getOrDefault(each.id(), List.of()), stored));
    }
  }

  void forEach(Consumer<KnownPilot> action) {
    pilots.values().forEach(action);
  }

  void forget(Collection<Long> ids) {
    ids.forEach(pilots::remove);
  }

  void forgetAll() {
    pilots.clear();
  }

  /** Forgets those whose lease has ended; they speak to another server, or not at all. */
  void forgetSilent(long now) {
    pilots.values().removeIf(each -> now - each.storedAt() > each.lease.toNanos());
  }
}
