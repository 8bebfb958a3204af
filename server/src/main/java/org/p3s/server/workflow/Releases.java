package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobQueue.Moved;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobsReady;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.SmallSteps;

/**
 * What follows when jobs end: children become READY or SKIPPED, noops pass through, and a workflow
 * whose last job has ended is settled. A handful of statements per level of the graphs, however
 * many jobs and workflows there are.
 */
@ApplicationScoped
public class Releases {

  private final JobMoves moves;
  private final GraphLookup graphs;
  private final Event<JobsReady> readyEvent;
  private final Event<WorkflowsSettled> settled;
  private final Changes changes;

  public Releases(
      JobMoves moves,
      GraphLookup graphs,
      Event<JobsReady> readyEvent,
      Event<WorkflowsSettled> settled,
      Changes changes) {
    this.moves = moves;
    this.graphs = graphs;
    this.readyEvent = readyEvent;
    this.settled = settled;
    this.changes = changes;
  }

  /**
   * The graphs of the workflows of these jobs, which are locked; everybody who moves jobs does this
   * before anything else of the jobs.
   */
  public Map<Long, Dag> lock(Collection<Long> jobs) {
    return graphs.dags(moves.lock(jobs.stream().map(JobKey::workflow).collect(Collectors.toSet())));
  }

  /**
   * Skips READY jobs of optional vertices whose latest start has passed by the database's clock, so
   * that what follows them can be in time: for their children it is as if they had found nothing to
   * do. A job that waits for parents is skipped when the last of them ends, should it be late then.
   *
   * @param most how many at most, of each lane those first that are late the longest
   * @return how many were skipped; 0 when there are no more
   */
  public int skipLate(int most) {
    List<Long> late = moves.late(most);
    return new SmallSteps("Optional jobs skipped").forEach(late, this::skipNow);
  }

  private int skipNow(List<Long> late) {
    Map<Long, Dag> locked = lock(late);
    List<Moved> skipped = moves.skipLate(late);
    releaseAndTell(skipped, locked);
    return skipped.size();
  }

  /** The same as {@link #release}, and tells those who give jobs away. */
  public void releaseAndTell(List<Moved> moved, Map<Long, Dag> locked) {
    List<ReadyJob> ready = release(moved, locked);
    if (!ready.isEmpty()) {
      readyEvent.fire(new JobsReady(ready));
    }
  }

  /**
   * Draws the consequences of jobs that the transaction at hand has moved. SKIPPED ones among them
   * are those whose payload found nothing to do and optional ones that were late, which counts as
   * success.
   *
   * @param locked what {@link #lock} returned
   * @return the jobs that are READY now, of those that were moved and of those that follow
   */
  public List<ReadyJob> release(List<Moved> moved, Map<Long, Dag> locked) {
    if (moved.isEmpty()) {
      return List.of();
    }
    List<ReadyJob> ready = new ArrayList<>();
    Map<Long, Integer> endedCounts = new HashMap<>();
    Set<Long> good = new HashSet<>();
    moved.stream()
        .filter(each -> each.state() == JobState.FINISHED || each.state() == JobState.SKIPPED)
        .forEach(each -> good.add(each.id()));
    List<Moved> level = moved;
    while (!level.isEmpty()) {
      count(level, ready, endedCounts);
      level = releaseChildren(level, good, locked);
    }
    if (!endedCounts.isEmpty()) {
      List<WorkflowSettled> over = moves.settle(endedCounts);
      if (!over.isEmpty()) {
        settled.fire(new WorkflowsSettled(over));
      }
    }
    changes.hint(Changes.Topic.JOBS);
    return ready;
  }

  private static void count(
      List<Moved> level, List<ReadyJob> ready, Map<Long, Integer> endedCounts) {
    for (Moved each : level) {
      if (each.state() == JobState.READY) {
        ready.add(each.ready());
      } else if (each.state().isTerminal()) {
        endedCounts.merge(JobKey.workflow(each.id()), 1, Integer::sum);
      }
    }
  }

  private List<Moved> releaseChildren(List<Moved> level, Set<Long> good, Map<Long, Dag> dags) {
    Map<Long, Integer> satisfied = new HashMap<>();
    Set<Long> doomed = new HashSet<>();
    for (Moved parent : level) {
      if (parent.state().isTerminal()) {
        visitChildren(
            parent.id(),
            good.contains(parent.id()),
            dags.get(JobKey.workflow(parent.id())),
            satisfied,
            doomed);
      }
    }
    satisfied.keySet().removeAll(doomed);
    List<Moved> next = new ArrayList<>();
    if (!doomed.isEmpty()) {
      next.addAll(moves.skip(doomed));
    }
    if (!satisfied.isEmpty()) {
      List<Moved> freed = moves.satisfy(satisfied);
      // a noop, or optional and late
      freed.stream().filter(each -> each.state().isTerminal()).forEach(each -> good.add(each.id()));
      next.addAll(freed);
    }
    return next;
  }

  private static void visitChildren(
      long parent, boolean good, Dag dag, Map<Long, Integer> satisfied, Set<Long> doomed) {
    long workflow = JobKey.workflow(parent);
    int vertex = JobKey.vertex(parent);
    for (int child : dag.children(vertex)) {
      if (good || dag.isTolerant(vertex, child)) {
        satisfied.merge(JobKey.of(workflow, child), 1, Integer::sum);
      } else {
        doomed.add(JobKey.of(workflow, child));
      }
    }
  }
}
