package org.p3s.server.workflow;

import java.time.Duration;
import java.time.Instant;
import org.p3s.server.dag.Dag;

/**
 * A workflow to be made.
 *
 * @param versionId of its template, null for a lone job
 * @param priority of all its jobs, null for those of the template
 * @param eta null for the template's
 * @param seenAt from when the ETA counts, null for now
 * @param isProbe whether it is to run though by all that is known it cannot be in time: its jobs
 *     may start until the very deadline
 * @param insteadOf the template for which there was no time, else null
 */
public record NewWorkflow(
    Long versionId,
    String template,
    Dag dag,
    String name,
    Spec spec,
    Long run,
    Long fileId,
    Long triggerId,
    Integer priority,
    Duration eta,
    Instant seenAt,
    boolean start,
    boolean isProbe,
    String insteadOf,
    String createdBy) {

  /** What decides about its jobs. */
  record Kind(Long versionId, Dag dag, boolean start) {}

  Kind kind() {
    return new Kind(versionId, dag, start);
  }

  Duration promised() {
    return eta == null ? dag.eta() : eta;
  }
}
