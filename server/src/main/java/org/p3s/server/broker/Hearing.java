package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import org.p3s.server.job.JobsAllowed;
import org.p3s.server.job.JobsReady;
import org.p3s.server.job.PathsMoved;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.job.QueuesReordered;

/**
 * What the broker hears of: changes that were committed behind its back, on this server or on
 * another. Each becomes work for its thread.
 */
@ApplicationScoped
class Hearing {

  private final Broker broker;
  private final ReadyJobs readyJobs;

  Hearing(Broker broker, ReadyJobs readyJobs) {
    this.broker = broker;
    this.readyJobs = readyJobs;
  }

  void jobsReady(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsReady event) {
    broker.later(
        () -> {
          event.jobs().forEach(readyJobs::add);
          broker.becameReady(event.jobs());
        });
  }

  void jobsAllowed(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsAllowed event) {
    broker.later(() -> event.counts().forEach(broker::mayBeGiven));
  }

  void reordered(@Observes(during = TransactionPhase.AFTER_SUCCESS) QueuesReordered event) {
    broker.later(broker::reordered);
  }

  void pathsMoved(@Observes(during = TransactionPhase.AFTER_SUCCESS) PathsMoved event) {
    broker.later(readyJobs::sort);
  }

  void pilotsChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) PilotsChanged event) {
    broker.later(() -> broker.changed(event.pilots()));
  }

  /** What another server tells. */
  void heard(News told) {
    broker.later(
        () -> {
          if (told.everything()) {
            broker.lookAnew();
          }
          if (told.reordered()) {
            broker.reordered();
          }
          told.ready().forEach(readyJobs::addedElsewhere);
          told.counts().forEach(broker::mayBeGiven);
          broker.changed(told.pilots());
        });
  }
}
