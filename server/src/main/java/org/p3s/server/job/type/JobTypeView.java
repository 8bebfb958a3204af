package org.p3s.server.job.type;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * A job type as the API and the pages show it.
 *
 * @param limit how many pilots hold at a time, all together; null is no limit
 * @param held jobs that pilots hold now
 * @param ready jobs that wait for a pilot, or for the limit or pause to let them
 * @param changedBy null when nobody ever said anything of it
 */
public record JobTypeView(
    String name,
    Integer limit,
    boolean paused,
    String comment,
    int held,
    int ready,
    String changedBy,
    Instant changedAt) {

  static JobTypeView of(JobType type, JobTypeCounts.Count count) {
    return new JobTypeView(
        type.name(),
        type.heldLimit(),
        type.paused(),
        type.comment(),
        count.held(),
        count.ready(),
        type.changedBy(),
        type.changedAt());
  }

  /** A type that no job had and nobody set. */
  public static JobTypeView unknown(String name) {
    return of(JobType.unrestricted(name), JobTypeCounts.Count.NONE);
  }

  /** Whether the limit lets no more jobs start now. */
  @JsonIgnore
  public boolean isFull() {
    return limit != null && held >= limit;
  }
}
