package org.p3s.server.job;

import java.time.Instant;
import org.p3s.protocol.Cause;

/**
 * One job as it is stored.
 *
 * @param reason why it waits or ended as it did; may be empty
 * @param cause of its failure, else null
 * @param laneId null for noop, which no pilot takes
 * @param latestStart by what is known now; null when it has no deadline
 * @param pilotId the pilot of its current attempt, else null
 */
public record Job(
    long id,
    String name,
    String jobType,
    Integer laneId,
    JobState state,
    String reason,
    Cause cause,
    Integer exitCode,
    int attempt,
    int parentsLeft,
    int priority,
    Instant latestStart,
    Long pilotId,
    Instant createdAt,
    Instant readyAt,
    Instant dispatchedAt,
    Instant startedAt,
    Instant endedAt) {

  public long workflowId() {
    return JobKey.workflow(id);
  }
}
