package org.p3s.server.job.type;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Set;

/**
 * What somebody says of a job type.
 *
 * @param limit how many run at a time, on all pilots together; null is no limit
 * @param paused whether none is given to a pilot; null is no
 * @param comment why, for people; null is none
 */
public record JobTypeRequest(
    @Min(0) @Max(JobTypeRequest.MOST) Integer limit,
    Boolean paused,
    @Pattern(regexp = JobTypeRequest.COMMENT, message = JobTypeRequest.COMMENT_RULE)
        String comment) {

  static final int MOST = 1_000_000;
  static final String COMMENT = "[^\\p{Cntrl}]{0,1000}";
  static final String COMMENT_RULE = "must have at most 1,000 characters and no control ones";

  /** The type with all of this. */
  public JobType on(JobType type) {
    return on(type, Set.of("limit", "paused", "comment"));
  }

  /** The type with these fields of this, and the others as they are. */
  JobType on(JobType type, Set<String> given) {
    JobType result = type;
    if (given.contains("limit")) {
      result = result.withLimit(limit);
    }
    if (given.contains("paused")) {
      result = result.withPaused(Boolean.TRUE.equals(paused));
    }
    if (given.contains("comment")) {
      result = result.withComment(comment == null ? "" : comment);
    }
    return result;
  }
}
