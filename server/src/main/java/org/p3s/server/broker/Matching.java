package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.server.job.Queues;
import org.p3s.server.job.Requirements;

/** Which queues a kind of pilot can serve; remembered until a queue is added. */
@ApplicationScoped
class Matching {

  private static final int MOST_KINDS = 1_000;

  private record Remembered(int queuesKnown, List<Integer> matched) {}

  private final Queues queues;
  private final Map<Requirements.Offer, Remembered> kinds = new ConcurrentHashMap<>();

  Matching(Queues queues) {
    this.queues = queues;
  }

  /** Ids of the queues whose jobs such a pilot can run. */
  List<Integer> queuesFor(Requirements.Offer offer) {
    Map<Integer, Requirements> all = queues.all();
    Remembered known = kinds.get(offer);
    if (known == null || known.queuesKnown() != all.size()) {
      if (kinds.size() >= MOST_KINDS) {
        kinds.clear();
      }
      List<Integer> matched =
          all.entrySet().stream()
              .filter(each -> each.getValue().unmetBy(offer).isEmpty())
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      known = new Remembered(all.size(), matched);
      kinds.put(offer, known);
    }
    return known.matched();
  }
}
