package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobQueue.Moved;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.platform.SmallSteps;

/**
 * Gives workflows up: what waits of them is dropped, what runs may end, and then they settle as
 * DROPPED.
 */
@ApplicationScoped
public class Drops {

  private final JobMoves moves;
  private final Releases releases;
  private final Event<QueuesReordered> reordered;

  Drops(JobMoves moves, Releases releases, Event<QueuesReordered> reordered) {
    this.moves = moves;
    this.releases = releases;
    this.reordered = reordered;
  }

  /**
   * Gives up those of these workflows that have not ended, a few at a time, each with a transaction
   * of its own.
   *
   * @param reason a sentence
   * @return how many were given up
   */
  public int drop(Collection<Long> workflows, DropCause cause, String reason) {
    return drop(workflows, cause, reason, false);
  }

  /** The same for those of which no job has been given to a pilot. */
  public int dropUnbegun(Collection<Long> workflows, DropCause cause, String reason) {
    return drop(workflows, cause, reason, true);
  }

  private int drop(
      Collection<Long> workflows, DropCause cause, String reason, boolean onlyUnbegun) {
    return new SmallSteps("Workflows given up")
        .forEach(List.copyOf(workflows), some -> dropNow(some, cause, reason, onlyUnbegun));
  }

  private int dropNow(List<Long> workflows, DropCause cause, String reason, boolean onlyUnbegun) {
    Map<Long, Dag> locked = releases.lock(workflows.stream().map(id -> JobKey.of(id, 0)).toList());
    List<Moved> dropped = moves.drop(workflows, cause, reason, onlyUnbegun);
    releases.releaseAndTell(dropped, locked);
    if (!dropped.isEmpty()) {
      reordered.fire(new QueuesReordered());
    }
    return dropped.stream()
        .map(each -> JobKey.workflow(each.id()))
        .collect(Collectors.toSet())
        .size();
  }
}
