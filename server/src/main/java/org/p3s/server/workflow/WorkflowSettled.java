package org.p3s.server.workflow;

/**
 * A workflow that reached its final state.
 *
 * @param fileId the file that started it, or null
 * @param isLate whether its deadline had passed
 * @param reason which job failed and why, or why it was given up; else empty
 * @param droppedFor why it was given up, null unless it is DROPPED
 */
public record WorkflowSettled(
    long workflowId,
    Long fileId,
    WorkflowState state,
    boolean isLate,
    String reason,
    DropCause droppedFor) {}
