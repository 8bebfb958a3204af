package org.p3s.server.data;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.p3s.server.data.trigger.Missed;
import org.p3s.server.platform.SmallSteps;

/**
 * Works off what resumed triggers missed. It looks into the database for what there is to do, so
 * that whichever server runs goes on where another one, or itself, was stopped.
 */
@ApplicationScoped
class Resumer {

  private static final Logger LOG = Logger.getLogger(Resumer.class);

  private final Missed missed;
  private final Resumes resumes;

  Resumer(Missed missed, Resumes resumes) {
    this.missed = missed;
    this.resumes = resumes;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void work() {
    missed.resuming().forEach(this::work);
  }

  private void work(long trigger) {
    try {
      SmallSteps steps = new SmallSteps("Files decided that trigger %d missed".formatted(trigger));
      while (steps.step(most -> resumes.step(trigger, most))) {
        // there may be more
      }
    } catch (RuntimeException e) {
      // the others must not wait for this one, which is tried again
      LOG.warnf("Trigger %d cannot go on to be resumed now: %s", (Object) trigger, e);
    }
  }
}
