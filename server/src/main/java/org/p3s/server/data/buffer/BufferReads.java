package org.p3s.server.data.buffer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.BufferPermit;
import org.p3s.server.job.JobStore;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.Settings;

/** Gives attempts leave to read the online buffer, as many at a time as is set. */
@ApplicationScoped
public class BufferReads {

  /** A dead pilot blocks a place for so long. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final BufferReadStore store;
  private final JobStore jobs;
  private final Settings settings;

  BufferReads(BufferReadStore store, JobStore jobs, Settings settings) {
    this.store = store;
    this.jobs = jobs;
    this.settings = settings;
  }

  /** Gives this attempt a place, or renews the one that it has. */
  @Transactional
  public BufferPermit permit(AttemptId attempt) {
    if (!jobs.isHeld(attempt.jobId(), attempt.attempt())) {
      throw Refusal.conflict(
          "stale-attempt",
          "Attempt %d of job %d has ended.".formatted(attempt.attempt(), attempt.jobId()));
    }
    int most = settings.bufferReads();
    if (most < 1) {
      throw Refusal.notAllowed("Nobody may read the online buffer: P3S_BUFFER_READS is 0.");
    }
    if (!store.renew(attempt, LEASE) && !store.take(attempt, LEASE, most)) {
      throw Refusal.busy(
          "buffer-busy", "%d jobs read the online buffer already; try again.".formatted(most));
    }
    return new BufferPermit(LEASE, settings.bufferRate().filter(rate -> rate > 0).orElse(null));
  }

  /** Gives the place back; none is fine. */
  @Transactional
  public void giveBack(AttemptId attempt) {
    store.end(attempt);
  }
}
