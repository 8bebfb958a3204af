package org.p3s.server.workflow;

import java.time.Instant;

/**
 * What has to be known of a workflow to run its jobs.
 *
 * @param templateVersionId null for a lone job
 * @param spec in what it differs from its template, as JSON
 * @param deadline null when it has none
 */
public record Outline(long id, Long templateVersionId, String spec, Long run, Instant deadline) {}
