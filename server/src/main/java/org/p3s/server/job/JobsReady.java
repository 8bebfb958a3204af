package org.p3s.server.job;

import java.util.Map;

/**
 * Jobs became READY; an event for those who wake pilots.
 *
 * @param counts number of jobs by queue
 */
public record JobsReady(Map<Integer, Integer> counts) {}
