package org.p3s.server.broker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.pilot.PilotStore.Heard;

/**
 * The leases of pilots that were heard of, kept in memory and written together once a second, or at
 * once where too little would be left of a lease should this process die before.
 */
@ApplicationScoped
class Leases {

  private static final Logger LOG = Logger.getLogger(Leases.class);

  /** What waits to be written. */
  private record Renewal(KnownPilot pilot, long at, boolean busy) {}

  private final PilotStore store;
  private final Event<PilotsChanged> changed;
  private final Map<Long, Renewal> renewals = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  Leases(PilotStore store, Event<PilotsChanged> changed) {
    this.store = store;
    this.changed = changed;
  }

  /** It was heard of now. */
  void renew(KnownPilot pilot) {
    renewals.put(pilot.id, new Renewal(pilot, System.nanoTime(), pilot.isBusy()));
  }

  /** Whether its stored lease is too old for its renewal to be kept in memory alone. */
  boolean isDue(KnownPilot pilot) {
    return System.nanoTime() - pilot.storedAt() > pilot.lease.toNanos() / 2;
  }

  /** Writes the leases of these pilots in the transaction at hand. */
  void renewNow(List<KnownPilot> pilots) {
    long now = System.nanoTime();
    List<Renewal> due = pilots.stream().map(each -> new Renewal(each, now, each.isBusy())).toList();
    if (!due.isEmpty()) {
      store(due);
    }
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void writeNext() {
    if (!stopped) {
      write();
    }
  }

  private synchronized void write() {
    List<Renewal> due = new ArrayList<>();
    renewals.keySet().forEach(id -> due.add(renewals.remove(id)));
    if (due.isEmpty()) {
      return;
    }
    try {
      Set<Long> live = store(due);
      List<Long> ended =
          due.stream().map(each -> each.pilot().id).filter(id -> !live.contains(id)).toList();
      if (!ended.isEmpty()) {
        changed.fire(new PilotsChanged(ended));
      }
    } catch (RuntimeException e) {
      LOG.warnf("Leases of %d pilots are not written yet: %s", due.size(), e.toString());
      due.forEach(each -> renewals.putIfAbsent(each.pilot().id, each));
    }
  }

  private Set<Long> store(List<Renewal> due) {
    List<Renewal> byId =
        due.stream().sorted((a, b) -> Long.compare(a.pilot().id, b.pilot().id)).toList();
    long now = System.nanoTime();
    Set<Long> live =
        new HashSet<>(
            store.renew(
                byId.stream()
                    .map(
                        each ->
                            new Heard(
                                each.pilot().id,
                                each.busy(),
                                TimeUnit.NANOSECONDS.toMillis(now - each.at())))
                    .toList()));
    byId.forEach(each -> each.pilot().stored(each.at()));
    return live;
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    write();
  }
}
