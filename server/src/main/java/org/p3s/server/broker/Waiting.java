package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.p3s.server.job.Requirements;

/**
 * Exchanges that wait for a job, one per pilot; of each kind of pilot the longest waiting first.
 * Used by the broker's thread alone.
 */
@ApplicationScoped
class Waiting {

  private static final long LONGEST_NAP = TimeUnit.SECONDS.toNanos(1);
  private static final long ORIGIN = System.nanoTime();

  private final Matching matching;
  private final Map<Long, Exchange> byPilot = new HashMap<>();

  /** Those that want a job, by what they have room for. */
  private final Map<Requirements.Offer, Map<Long, Exchange>> byKind = new LinkedHashMap<>();

  private final NavigableSet<Exchange> byEnd =
      new TreeSet<>(
          Comparator.comparingLong((Exchange each) -> each.waitUntil - ORIGIN)
              .thenComparingLong(each -> each.pilot));

  Waiting(Matching matching) {
    this.matching = matching;
  }

  void add(Exchange exchange) {
    byPilot.put(exchange.pilot, exchange);
    byEnd.add(exchange);
    if (exchange.wants()) {
      byKind
          .computeIfAbsent(exchange.offer(), kind -> new LinkedHashMap<>())
          .put(exchange.pilot, exchange);
    }
  }

  boolean holds(long pilot) {
    return byPilot.containsKey(pilot);
  }

  Optional<Exchange> remove(long pilot) {
    Exchange exchange = byPilot.remove(pilot);
    if (exchange == null) {
      return Optional.empty();
    }
    byEnd.remove(exchange);
    if (exchange.wants()) {
      Map<Long, Exchange> kind = byKind.get(exchange.offer());
      kind.remove(pilot);
      if (kind.isEmpty()) {
        byKind.remove(exchange.offer());
      }
    }
    return Optional.of(exchange);
  }

  /** The kinds of pilots of which any waits for a job. */
  Set<Requirements.Offer> kinds() {
    return Set.copyOf(byKind.keySet());
  }

  /** As many as these jobs need, and no more. */
  List<Exchange> removeFor(int queue, int jobs) {
    List<Exchange> woken = new ArrayList<>();
    int left = jobs;
    for (Requirements.Offer kind : kinds()) {
      if (left > 0 && matching.matches(kind, queue)) {
        for (Exchange each : firstOf(kind, left)) {
          remove(each.pilot);
          woken.add(each);
          left -= each.isAbandoned() ? 0 : each.request.want();
        }
      }
    }
    return woken;
  }

  private List<Exchange> firstOf(Requirements.Offer kind, int jobs) {
    List<Exchange> first = new ArrayList<>();
    int left = jobs;
    for (Iterator<Exchange> each = byKind.get(kind).values().iterator();
        left > 0 && each.hasNext(); ) {
      Exchange exchange = each.next();
      first.add(exchange);
      // nobody hears an answer to an abandoned one: it takes no job
      left -= exchange.isAbandoned() ? 0 : exchange.request.want();
    }
    return first;
  }

  List<Exchange> removeExpired(long now) {
    List<Exchange> expired = new ArrayList<>();
    while (!byEnd.isEmpty() && byEnd.first().waitUntil - now <= 0) {
      remove(byEnd.first().pilot).ifPresent(expired::add);
    }
    return expired;
  }

  List<Exchange> removeAll() {
    List<Exchange> all = new ArrayList<>(byPilot.values());
    byPilot.clear();
    byKind.clear();
    byEnd.clear();
    return all;
  }

  /** How long the broker may sleep before somebody has waited long enough. */
  long nanosToNext(long now) {
    return byEnd.isEmpty()
        ? LONGEST_NAP
        : Math.max(0, Math.min(byEnd.first().waitUntil - now, LONGEST_NAP));
  }
}
