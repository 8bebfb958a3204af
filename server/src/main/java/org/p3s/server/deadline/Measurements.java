package org.p3s.server.deadline;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;
import org.p3s.protocol.AttemptId;
import org.p3s.server.job.Lanes;
import org.p3s.server.template.DagTemplates;

/**
 * Learns from attempts that have ended how long jobs take, beside the reports: measurements may be
 * lost, reports may not wait. What is learned stands with lanes and touches no job.
 */
@ApplicationScoped
public class Measurements {

  private static final Logger LOG = Logger.getLogger(Measurements.class);
  private static final int MOST = 2_000;

  /** How often what other servers measured is read. */
  private static final long REFRESH = Duration.ofSeconds(30).toNanos();

  private final MeasurementStore store;
  private final Estimates estimates;
  private final DagTemplates templates;
  private final Lanes lanes;
  private final BlockingQueue<AttemptId> ended = new ArrayBlockingQueue<>(MOST);
  private long refreshedAt = System.nanoTime();

  Measurements(MeasurementStore store, Estimates estimates, DagTemplates templates, Lanes lanes) {
    this.store = store;
    this.estimates = estimates;
    this.templates = templates;
    this.lanes = lanes;
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
        learn(attempts);
      }
      if (System.nanoTime() - refreshedAt > REFRESH) {
        refreshedAt = System.nanoTime();
        estimates.refresh();
        lanes.follow();
      }
    } catch (RuntimeException e) {
      LOG.warnf("Durations could not be learned, trying again: %s", e.toString());
    }
  }

  private void learn(List<AttemptId> attempts) {
    List<Long> versions =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  List<Long> measured = store.add(attempts);
                  store.estimate(measured);
                  return measured;
                });
    estimates.refresh(versions);
    versions.forEach(this::expect);
  }

  /** What cannot be read any more is expected as it was. */
  private void expect(long version) {
    try {
      lanes.expect(version, estimates.expected(version, templates.compile(version).dag()));
    } catch (IllegalStateException e) {
      LOG.warnf("What was learned of template version %d is not used: %s", version, e.toString());
    }
  }
}
