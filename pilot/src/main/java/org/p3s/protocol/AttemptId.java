package org.p3s.protocol;

/**
 * One try of one job, and the fencing token of the lease on it: whoever names an attempt that is no
 * longer the job's current one changes nothing.
 *
 * @param attempt 1 for the first try
 */
public record AttemptId(long jobId, int attempt) {}
