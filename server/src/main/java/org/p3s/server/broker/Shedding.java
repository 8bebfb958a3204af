package org.p3s.server.broker;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.p3s.server.workflow.DropCause;
import org.p3s.server.workflow.Drops;
import org.p3s.server.workflow.WorkflowsDisplaced;

/**
 * Gives up workflows that newer files displaced, beside those who announce them. Should one be
 * forgotten when the server ends, there is one too many, which staleness sees to.
 */
@ApplicationScoped
class Shedding {

  private static final Logger LOG = Logger.getLogger(Shedding.class);

  private final Drops drops;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "shedding");
            thread.setDaemon(true);
            return thread;
          });

  Shedding(Drops drops) {
    this.drops = drops;
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }

  void displaced(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkflowsDisplaced displaced) {
    worker.execute(() -> shed(displaced.workflows()));
  }

  private void shed(List<Long> workflows) {
    try {
      drops.dropUnbegun(
          workflows,
          DropCause.FORECAST,
          "by the forecast its results would be late, and a newer file got its place");
    } catch (RuntimeException e) {
      LOG.warnf("Workflows %s go on though there is no time for them: %s", workflows, e.toString());
    }
  }
}
