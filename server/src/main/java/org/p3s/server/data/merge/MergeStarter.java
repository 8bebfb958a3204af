package org.p3s.server.data.merge;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.p3s.server.data.FilesChanged;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.WorkflowsSettled;

/**
 * Looks for merges that are due: soon after a file ended, a run ended or a workflow settled on this
 * server, and every few seconds for what other servers did, or left undone when they died.
 */
@ApplicationScoped
class MergeStarter {

  private static final Logger LOG = Logger.getLogger(MergeStarter.class);

  /** What happens meanwhile is looked at together. */
  private static final long PAUSE_MILLIS = 100;

  private final Merges merges;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "merges");
            made.setDaemon(true);
            return made;
          });

  MergeStarter(Merges merges) {
    this.merges = merges;
  }

  void filesChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) FilesChanged event) {
    if (!event.settled().isEmpty()) {
      wake();
    }
  }

  void settled(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkflowsSettled event) {
    wake();
  }

  void hinted(@Observes(during = TransactionPhase.AFTER_SUCCESS) Changes.Topic topic) {
    if (topic == Changes.Topic.RUNS) {
      wake();
    }
  }

  private void wake() {
    if (planned.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, MILLISECONDS, thread).execute(this::look);
    }
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    // before looking: what happens from now on is for the next time
    planned.set(false);
    try {
      merges.startDue(Instant.now());
    } catch (RuntimeException e) {
      LOG.warnf("Merges could not be started, trying again: %s", e.toString());
    }
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
