package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.workflow.Releases;

/** Takes jobs back from pilots that will not finish them. */
@ApplicationScoped
class Retrievals {

  private final JobQueue queue;
  private final Releases releases;
  private final Event<PilotsChanged> changed;

  Retrievals(JobQueue queue, Releases releases, Event<PilotsChanged> changed) {
    this.changed = changed;
    this.queue = queue;
    this.releases = releases;
  }

  /**
   * Takes what these pilots hold, in a transaction that keeps their rows locked. What they are
   * given at this very moment the reaper finds later.
   */
  void takeFrom(Collection<Long> pilots) {
    if (pilots.isEmpty()) {
      return;
    }
    List<Long> held = queue.held(pilots).stream().map(JobQueue.Held::id).toList();
    Map<Long, Dag> locked = releases.lock(held);
    releases.releaseAndTell(queue.takeFrom(pilots, held), locked);
    changed.fire(new PilotsChanged(pilots));
  }
}
