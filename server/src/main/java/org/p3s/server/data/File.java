package org.p3s.server.data;

import java.time.Instant;

/**
 * One file as it is stored. What nobody said of it is null.
 *
 * @param size in bytes
 * @param adler32 eight lower-case hexadecimal digits
 * @param metadata as it was announced, a JSON object
 * @param writtenAt by the clock of who wrote it
 * @param buffer URL of the same file in the online buffer, or null
 * @param cause why it ended, null while it has not and when it is PROCESSED
 * @param reason why it is in its state, for people
 * @param source who announced it first
 */
public record File(
    long id,
    String url,
    String name,
    Long run,
    Integer subrun,
    String stream,
    String detector,
    Long size,
    String adler32,
    String metadata,
    Instant writtenAt,
    String buffer,
    FileState state,
    FileCause cause,
    String reason,
    String source,
    int workflowsLeft,
    Instant seenAt,
    Instant settledAt) {}
