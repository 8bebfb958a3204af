package org.p3s.server.workflow;

/**
 * A workflow reached its final state; an event inside the transaction that settles it.
 *
 * @param fileId the file that started it, or null
 * @param isLate whether its deadline had passed
 */
public record WorkflowSettled(long workflowId, Long fileId, WorkflowState state, boolean isLate) {}
