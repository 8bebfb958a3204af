package org.p3s.server.job;

import java.util.Map;

/**
 * READY jobs that a limit or a pause held back may be given away now; an event for those who wake
 * pilots.
 *
 * @param counts at most how many, by queue
 */
public record JobsAllowed(Map<Integer, Integer> counts) {}
