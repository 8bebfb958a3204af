package org.p3s.server.data;

import java.time.Instant;

/**
 * One file as it is stored. What nobody said of it is null.
 *
 * @param size in bytes
 * @param adler32 eight lower-case hexadecimal digits
 * @param metadata as it was announced, a JSON object
 * @param reason why it is in its state
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
    FileState state,
    String reason,
    String source,
    int workflowsLeft,
    Instant seenAt,
    Instant settledAt) {}
