package org.p3s.server.workflow.priority;

import java.time.Instant;

/**
 * The priority of the jobs that a template, one of its vertices, a run or a stream has. What is
 * null narrows nothing; at least one of template, run and stream is given.
 *
 * @param vertex only with a template
 * @param stream of the file that started the workflow
 */
public record PriorityRule(
    long id,
    String template,
    String vertex,
    Long run,
    String stream,
    int priority,
    String setBy,
    Instant setAt) {}
