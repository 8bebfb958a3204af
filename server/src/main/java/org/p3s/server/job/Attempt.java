package org.p3s.server.job;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * One try of a job.
 *
 * @param outcome null while it is open
 * @param outputs JSON list of what was staged out
 * @param progress JSON that the payload sent last, or null
 * @param startedAt by the pilot's clock, as {@code endedAt}
 * @param note what was said too late to count, or null
 */
public record Attempt(
    long jobId,
    int attempt,
    long pilotId,
    String outcome,
    String cause,
    Integer exitCode,
    String message,
    @JsonRawValue String outputs,
    Integer peakRssMib,
    @JsonRawValue String progress,
    Instant dispatchedAt,
    Instant startedAt,
    Instant endedAt,
    Instant reportedAt,
    String note) {}
