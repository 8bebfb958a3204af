package org.p3s.server.workflow;

import java.util.List;

/**
 * Newer files got the places of these workflows; an event for who gives workflows up.
 *
 * @param workflows ids
 */
public record WorkflowsDisplaced(List<Long> workflows) {}
