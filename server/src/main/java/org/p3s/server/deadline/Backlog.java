package org.p3s.server.deadline;

import java.time.Instant;

/**
 * What is to be done at one time.
 *
 * @param waiting jobs
 * @param slots of pilots that are there
 * @param arrived files that came in lately
 */
record Backlog(
    Instant readAt,
    long waiting,
    long pilots,
    long slots,
    BacklogStore.Arrived arrived,
    Pools pools) {}
