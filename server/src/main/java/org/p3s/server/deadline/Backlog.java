package org.p3s.server.deadline;

import java.time.Instant;

/**
 * What is to be done at one time.
 *
 * @param waiting jobs
 * @param work seconds of a slot that these and the running ones will take
 * @param slots of pilots that are there
 * @param arrived files that came in lately
 */
record Backlog(
    Instant readAt,
    long waiting,
    double work,
    long pilots,
    long slots,
    BacklogStore.Arrived arrived,
    Pools pools) {

  Backlog withWork(double now) {
    return new Backlog(readAt, waiting, now, pilots, slots, arrived, pools);
  }
}
