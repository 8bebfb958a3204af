package org.p3s.server.platform;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/**
 * Hints that something changed, for pages that are open. A hint says where to look, never what
 * changed: whoever gets it reads anew.
 */
@ApplicationScoped
public class Changes {

  /** The kinds of things that pages show. */
  public enum Topic {
    RUNS,
    FILES,
    WORKFLOWS,
    JOBS,
    PILOTS,
    RESULTS
  }

  private final BroadcastProcessor<Topic> hints = BroadcastProcessor.create();
  private final Event<Topic> events;

  public Changes(Event<Topic> events) {
    this.events = events;
  }

  /** Tells the pages, once the transaction at hand is committed. */
  public void hint(Topic topic) {
    events.fire(topic);
  }

  void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Topic topic) {
    hints.onNext(topic);
  }

  /** Another server said so. */
  public void heard(Topic topic) {
    hints.onNext(topic);
  }

  /** All hints from now on; a listener that is too slow misses some, which does no harm. */
  public Multi<Topic> hints() {
    return hints.onOverflow().drop();
  }
}
