package org.p3s.server.broker;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.SmallSteps;

/** The conversations with pilots, for whoever speaks in their name. */
@ApplicationScoped
public class Conversations {

  private final Broker broker;
  private final PilotStore pilots;
  private final Retrievals retrievals;
  private final Reaper reaper;
  private final Changes changes;

  Conversations(
      Broker broker, PilotStore pilots, Retrievals retrievals, Reaper reaper, Changes changes) {
    this.broker = broker;
    this.pilots = pilots;
    this.retrievals = retrievals;
    this.reaper = reaper;
    this.changes = changes;
  }

  /** Takes what a pilot says; the answer comes at the latest after the wait that it asks for. */
  public Uni<ExchangeAnswer> exchange(long pilot, ExchangeRequest request) {
    ExchangeCheck.check(request);
    Exchange exchange = new Exchange(pilot, request, broker.waitUntil(request));
    // the framework cancels what it waits for when the connection closes
    return Uni.createFrom()
        .completionStage(broker.exchange(exchange))
        .onCancellation()
        .invoke(exchange::abandon);
  }

  /** It ends; what it still holds goes back into the queue. False when it had ended before. */
  @Transactional
  public boolean signOff(long pilot, String reason) {
    boolean ends = pilots.stop(pilot, reason);
    if (ends) {
      retrievals.takeFrom(List.of(pilot));
      changes.hint(Changes.Topic.PILOTS);
    }
    return ends;
  }

  /** What it holds goes back into the queue as lost, and it goes on. */
  @Transactional
  public void takeBack(long pilot) {
    if (pilots.lock(pilot)) {
      retrievals.takeFrom(List.of(pilot));
    }
  }

  /**
   * Gives up those of these pilots that have been silent for so many seconds. Nobody is given up
   * before this server has itself listened for so long: until then it cannot tell.
   *
   * @return those that it gave up
   */
  public List<Long> giveUp(List<Long> silent, long seconds) {
    if (reaper.listened().toSeconds() < seconds) {
      return List.of();
    }
    List<Long> lost = new ArrayList<>();
    new SmallSteps("Old pilots given up")
        .forEach(
            silent,
            some -> {
              List<Long> now = pilots.loseSilent(some, seconds);
              retrievals.takeFrom(now);
              lost.addAll(now);
              return now.size();
            });
    if (!lost.isEmpty()) {
      changes.hint(Changes.Topic.PILOTS);
    }
    return lost;
  }
}
