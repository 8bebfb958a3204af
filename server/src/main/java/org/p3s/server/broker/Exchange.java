package org.p3s.server.broker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.job.Requirements;

/** One exchange on its way through the broker. */
final class Exchange {

  final long pilot;
  final ExchangeRequest request;
  final CompletableFuture<ExchangeAnswer> answer = new CompletableFuture<>();

  /** When it stops waiting, by {@link System#nanoTime}. */
  final long waitUntil;

  private volatile boolean abandoned;

  private Set<AttemptId> late = Set.of();

  private Requirements.Offer offer;

  Exchange(long pilot, ExchangeRequest request, long waitUntil) {
    this.pilot = pilot;
    this.request = request;
    this.waitUntil = waitUntil;
  }

  /**
   * What the pilot has room for, once it is known; read and written by the broker's thread alone.
   */
  Requirements.Offer offer() {
    return offer;
  }

  void offers(Requirements.Offer known) {
    offer = known;
  }

  /** Attempts of which it reported too late; of the broker's thread alone. */
  Set<AttemptId> late() {
    return late;
  }

  /** Its reports have been taken, but for these. */
  void reported(Set<AttemptId> tooLate) {
    late = tooLate;
  }

  boolean wants() {
    return offer != null && request.want() > 0;
  }

  /** The client is gone: nobody would hear an answer. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean mayWait(long now) {
    return waitUntil - now > 0 && !abandoned;
  }
}
