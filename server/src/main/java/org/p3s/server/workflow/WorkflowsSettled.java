package org.p3s.server.workflow;

import java.util.List;

/**
 * Workflows reached their final states; an event inside the transaction that settles them.
 *
 * @param workflows by id
 */
public record WorkflowsSettled(List<WorkflowSettled> workflows) {}
