package org.p3s.server.data.run;

import java.time.Instant;

/**
 * One run as it is stored.
 *
 * @param seenAt when it was first heard of
 * @param startedAt when run control said so, else null
 * @param endedAt when run control said so, else null
 * @param lastFileAt null while there is none
 */
public record Run(
    long number,
    RunState state,
    Instant seenAt,
    Instant startedAt,
    Instant endedAt,
    Instant lastFileAt) {}
