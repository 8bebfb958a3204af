package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.p3s.server.job.JobQueue;
import org.p3s.server.workflow.Releases;

/** Takes jobs back from pilots that will not finish them. */
@ApplicationScoped
class Retrievals {

  private final JobQueue queue;
  private final Releases releases;

  Retrievals(JobQueue queue, Releases releases) {
    this.queue = queue;
    this.releases = releases;
  }

  /**
   * Takes what these pilots hold, in the transaction that ended them and keeps their rows locked.
   */
  void takeFrom(List<Long> pilots) {
    releases.lock(queue.held(pilots).stream().map(JobQueue.Held::id).toList());
    releases.release(queue.takeFrom(pilots));
  }
}
