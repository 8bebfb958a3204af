package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Exchanges that wait for a job, one per pilot, the longest waiting first. Used by the broker's
 * thread alone.
 */
@ApplicationScoped
class Waiting {

  private static final long LONGEST_NAP = TimeUnit.SECONDS.toNanos(1);

  private final Matching matching;
  private final Map<Long, Exchange> byPilot = new LinkedHashMap<>();

  Waiting(Matching matching) {
    this.matching = matching;
  }

  void add(Exchange exchange) {
    byPilot.put(exchange.pilot, exchange);
  }

  boolean holds(Exchange exchange) {
    return byPilot.get(exchange.pilot) == exchange;
  }

  Optional<Exchange> remove(long pilot) {
    return Optional.ofNullable(byPilot.remove(pilot));
  }

  /** As many of those that wait as these jobs need, and no more. */
  List<Exchange> removeFor(Map<Integer, Integer> readyCounts) {
    List<Exchange> woken = new ArrayList<>();
    readyCounts.forEach((queue, count) -> woken.addAll(removeFor(queue, count)));
    return woken;
  }

  private List<Exchange> removeFor(int queue, int count) {
    List<Exchange> woken = new ArrayList<>();
    int left = count;
    for (Iterator<Exchange> each = byPilot.values().iterator(); left > 0 && each.hasNext(); ) {
      Exchange exchange = each.next();
      if (exchange.isAbandoned()) {
        each.remove();
      } else if (exchange.request.want() > 0
          && matching.queuesFor(exchange.offer()).contains(queue)) {
        each.remove();
        woken.add(exchange);
        left -= exchange.request.want();
      }
    }
    return woken;
  }

  /** Those of pilots that run one of these jobs. */
  List<Exchange> removeHolders(Collection<Long> jobs) {
    Set<Long> taken = new HashSet<>(jobs);
    List<Exchange> holders =
        byPilot.values().stream()
            .filter(
                each -> each.request.running().stream().anyMatch(a -> taken.contains(a.jobId())))
            .toList();
    holders.forEach(each -> byPilot.remove(each.pilot));
    return holders;
  }

  List<Exchange> removeExpired(long now) {
    List<Exchange> expired = new ArrayList<>();
    byPilot.values().stream().filter(each -> !each.mayWait(now)).forEach(expired::add);
    expired.forEach(each -> byPilot.remove(each.pilot));
    return expired;
  }

  List<Exchange> removeAll() {
    List<Exchange> all = new ArrayList<>(byPilot.values());
    byPilot.clear();
    return all;
  }

  /** How long the broker may sleep before somebody has waited long enough. */
  long nanosToNext(long now) {
    return byPilot.values().stream()
        .mapToLong(each -> Math.max(0, each.waitUntil - now))
        .min()
        .stream()
        .map(nanos -> Math.min(nanos, LONGEST_NAP))
        .findFirst()
        .orElse(LONGEST_NAP);
  }
}
