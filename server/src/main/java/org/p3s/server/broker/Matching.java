package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.p3s.server.job.Queues;
import org.p3s.server.job.Requirements;

/**
 * Which queues a kind of pilot can serve; remembered until a queue is added. Used by the broker's
 * thread alone.
 */
@ApplicationScoped
class Matching {

  private static final int MOST_KINDS = 10_000;

  private final Queues queues;
  private final Map<Requirements.Offer, int[]> kinds = new HashMap<>();
  private int queuesKnown;

  Matching(Queues queues) {
    this.queues = queues;
  }

  /** Whether such a pilot can run the jobs of a queue. */
  boolean matches(Requirements.Offer offer, int queue) {
    return Arrays.binarySearch(queuesFor(offer), queue) >= 0;
  }

  /** Ids of the queues whose jobs such a pilot can run, ascending. */
  int[] queuesFor(Requirements.Offer offer) {
    int now = queues.all().size();
    if (now != queuesKnown || kinds.size() >= MOST_KINDS) {
      kinds.clear();
      queuesKnown = now;
    }
    return kinds.computeIfAbsent(offer, this::match);
  }

  private int[] match(Requirements.Offer offer) {
    return queues.all().entrySet().stream()
        .filter(each -> each.getValue().unmetBy(offer).isEmpty())
        .mapToInt(Map.Entry::getKey)
        .sorted()
        .toArray();
  }
}
