package org.p3s.server.dqm;

import java.time.Instant;

/**
 * What results belong to.
 *
 * @param fileId null when they are of no one file
 * @param jobId of the payload that posts them, else null
 * @param attempt of it
 * @param at when they were made, null for now
 */
record Origin(long run, Long fileId, Long jobId, Integer attempt, Instant at) {

  /** The same at a time that is known; what was not made yet is made now. */
  Origin notAfter(Instant now) {
    return new Origin(run, fileId, jobId, attempt, at == null || at.isAfter(now) ? now : at);
  }
}
