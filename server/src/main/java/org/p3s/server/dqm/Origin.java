package org.p3s.server.dqm;

/**
 * What results belong to.
 *
 * @param fileId null when they are of no one file
 * @param jobId of the payload that posts them, else null
 * @param attempt of it
 */
record Origin(long run, Long fileId, Long jobId, Integer attempt) {}
