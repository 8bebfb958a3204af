package org.p3s.server.workflow;

/**
 * A workflow that reached its final state.
 *
 * @param fileId the file that started it, or null
 * @param isLate whether its deadline had passed
 * @param reason which job failed and why, empty when none did
 */
public record WorkflowSettled(
    long workflowId, Long fileId, WorkflowState state, boolean isLate, String reason) {}
