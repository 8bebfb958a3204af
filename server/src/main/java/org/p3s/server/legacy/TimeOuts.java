package org.p3s.server.legacy;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.broker.Conversations;
import org.p3s.server.broker.Overdue;
import org.p3s.server.legacy.OldPilots.OldPilot;

/** Gives up old pilots and their jobs when a script says that they took too long. */
@ApplicationScoped
class TimeOuts {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OldPilots old;
  private final Conversations conversations;
  private final Overdue overdue;

  TimeOuts(OldPilots old, Conversations conversations, Overdue overdue) {
    this.old = old;
    this.conversations = conversations;
    this.overdue = overdue;
  }

  /**
   * Gives up old pilots that have been silent for longer; none while this server has not listened
   * for so long.
   *
   * @return how many seconds each of them lived, by what the batch system calls it, or by its uuid
   */
  Map<String, String> pilots(long seconds) {
    Map<Long, OldPilot> live =
        old.live().stream().collect(toMap(OldPilot::id, pilot -> pilot, (one, same) -> one));
    Map<String, String> lost = new LinkedHashMap<>();
    for (Long id : conversations.giveUp(List.copyOf(live.keySet()), seconds)) {
      OldPilot pilot = live.get(id);
      boolean isNamed = !pilot.batchId().isEmpty() && !lost.containsKey(pilot.batchId());
      lost.put(
          isNamed ? pilot.batchId() : pilot.uuid(), String.valueOf(Math.round(pilot.lifetime())));
    }
    return lost;
  }

  /**
   * Ends jobs that old pilots have been running for longer.
   *
   * @param seconds 0 for each job's own time limit
   * @return how many
   */
  int jobs(long seconds) {
    return overdue
        .end(old.live().stream().map(OldPilot::id).toList(), seconds)
        .await()
        .atMost(PATIENCE);
  }
}
