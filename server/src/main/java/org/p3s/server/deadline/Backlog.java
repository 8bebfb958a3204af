package org.p3s.server.deadline;

import java.time.Instant;

/**
 * What is to be done at one time.
 *
 * @param waiting jobs
 * @param unmeasured jobs that wait or run and of which nobody knows how long they take
 * @param slots of pilots that are there
 * @param arrived files that came in lately
 */
record Backlog(
    Instant readAt,
    long waiting,
    long unmeasured,
    long pilots,
    long slots,
    BacklogStore.Arrived arrived,
    Pools pools) {}
