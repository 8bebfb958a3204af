package org.p3s.server.job;

import java.time.Instant;
import org.p3s.protocol.Cause;

/**
 * A job as the API shows it.
 *
 * @param reason why it waits or ended as it did; may be empty
 * @param cause of its failure, else null
 * @param latestStart null when it has no deadline
 */
public record JobView(
    long id,
    long workflowId,
    String name,
    String jobType,
    JobState state,
    String reason,
    Cause cause,
    Integer exitCode,
    int attempt,
    int priority,
    Instant latestStart,
    Long pilotId,
    Instant createdAt,
    Instant readyAt,
    Instant dispatchedAt,
    Instant startedAt,
    Instant endedAt) {

  public static JobView of(Job each) {
    return new JobView(
        each.id(),
        each.workflowId(),
        each.name(),
        each.jobType(),
        each.state(),
        each.reason(),
        each.cause(),
        each.exitCode(),
        each.attempt(),
        each.priority(),
        each.latestStart(),
        each.pilotId(),
        each.createdAt(),
        each.readyAt(),
        each.dispatchedAt(),
        each.startedAt(),
        each.endedAt());
  }
}
