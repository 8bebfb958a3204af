package org.p3s.protocol;

import java.util.List;

/**
 * The pilot's side of the conversation: what it runs (which renews the leases), what has begun or
 * ended since, and how much more it would take.
 *
 * @param running every attempt that the pilot holds and has not reported as ended
 * @param want free slots; 0 makes this a beat
 * @param waitSeconds how long the server may hold the answer when it has nothing to say
 */
public record ExchangeRequest(
    List<AttemptId> running, List<AttemptReport> reports, int want, int waitSeconds) {

  public ExchangeRequest {
    running = running == null ? List.of() : List.copyOf(running);
    reports = reports == null ? List.of() : List.copyOf(reports);
  }
}
