package org.p3s.server.workflow;

import java.time.Duration;
import java.time.Instant;

/**
 * One workflow as it is stored.
 *
 * @param templateVersionId null for a lone job
 * @param deadline null when it has none
 * @param insteadOf the template for which there was no time, else null
 * @param spec in what it differs from its template, as JSON
 */
public record Workflow(
    long id,
    Long templateVersionId,
    String template,
    Integer version,
    String insteadOf,
    String name,
    WorkflowState state,
    String reason,
    Long run,
    Long fileId,
    Long triggerId,
    String spec,
    int priority,
    Duration eta,
    Instant deadline,
    int jobs,
    int jobsLeft,
    String createdBy,
    Instant createdAt,
    Instant startedAt,
    Instant endedAt) {}
