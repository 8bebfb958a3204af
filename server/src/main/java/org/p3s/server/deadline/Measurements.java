package org.p3s.server.deadline;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.p3s.protocol.AttemptId;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.template.DagTemplates;

/**
 * Learns from attempts that have ended how long jobs take, beside the reports: measurements may be
 * lost, reports may not wait. When an estimate moves by more than a fifth, what waits gets new
 * latest starts.
 */
@ApplicationScoped
public class Measurements {

  private static final Logger LOG = Logger.getLogger(Measurements.class);
  private static final int MOST = 2_000;

  /** How often what other servers measured is read, when nothing was measured here. */
  private static final long REFRESH = Duration.ofSeconds(30).toNanos();

  private final MeasurementStore store;
  private final Estimates estimates;
  private final DagTemplates templates;
  private final Event<QueuesReordered> reordered;
  private final BlockingQueue<AttemptId> ended = new ArrayBlockingQueue<>(MOST);

  /** Template versions whose waiting jobs have not got their new places yet. */
  private final Set<Long> moved = new TreeSet<>();

  private long refreshedAt = System.nanoTime();

  Measurements(
      MeasurementStore store,
      Estimates estimates,
      DagTemplates templates,
      Event<QueuesReordered> reordered) {
    this.store = store;
    this.estimates = estimates;
    this.templates = templates;
    this.reordered = reordered;
  }

  /** Attempts that ended well. Of more than can be looked at at once some are passed over. */
  public void ended(Collection<AttemptId> attempts) {
    attempts.forEach(ended::offer);
  }

  /** Takes in what has ended since the last time. */
  @Scheduled(
      identity = "measurements",
      every = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public synchronized void learn() {
    List<AttemptId> attempts = new ArrayList<>();
    ended.drainTo(attempts);
    try {
      if (!attempts.isEmpty()) {
        add(attempts);
      }
      if (!attempts.isEmpty() || System.nanoTime() - refreshedAt > REFRESH) {
        refreshedAt = System.nanoTime();
        moved.addAll(estimates.refresh());
      }
      if (!moved.isEmpty()) {
        QuarkusTransaction.requiringNew().run(this::reorder);
        moved.clear();
      }
    } catch (RuntimeException e) {
      LOG.warnf("Durations could not be learned, trying again: %s", e.toString());
    }
  }

  private void add(List<AttemptId> attempts) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              store.add(attempts);
              store.estimate(attempts);
            });
  }

  private void reorder() {
    int jobs = 0;
    for (long version : moved) {
      Dag dag = templates.compile(version).dag();
      Function<Vertex, Estimate> own = estimates.of(version);
      Duration[] paths = dag.longestPaths(vertex -> own.apply(vertex).planned());
      jobs +=
          store.reorder(
              version,
              dag.vertices().stream()
                  .map(vertex -> vertex.isNoop() ? 0 : own.apply(vertex).mean())
                  .toList(),
              Arrays.stream(paths).map(each -> each.toMillis() / 1000.0).toList());
    }
    if (jobs > 0) {
      reordered.fire(new QueuesReordered());
    }
  }
}
