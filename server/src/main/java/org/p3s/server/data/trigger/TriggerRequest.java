package org.p3s.server.data.trigger;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/**
 * A trigger that somebody wants, or what is to be changed of one.
 *
 * @param pattern regular expression for the whole name of a file
 * @param template name; its active version is started
 * @param prescale one file in so many is taken
 * @param prescales where it is another one; replaces all that was said so far
 * @param eta null for the template's
 * @param priority of all jobs, null for those of the template
 * @param maxBacklog so many of its workflows may be unfinished
 * @param minSize smaller files, in bytes, are not taken
 * @param maxAge files written longer ago than this are not taken
 * @param reserve share of the slots that is kept for its files
 * @param unset what is to be as if it had never been given
 */
public record TriggerRequest(
    String name,
    String pattern,
    String template,
    @Min(1) Integer prescale,
    List<Prescales.Special> prescales,
    Duration eta,
    @Min(-1000) @Max(1000) Integer priority,
    @Min(1) Integer maxBacklog,
    @Min(0) Long minSize,
    Duration maxAge,
    Double reserve,
    Boolean enabled,
    List<String> unset) {

  boolean unsets(String field) {
    return unset != null && unset.contains(field);
  }

  /** What is given, else what there was unless that is to go. */
  <T> T choose(String field, T given, T old) {
    return given != null ? given : unsets(field) ? null : old;
  }
}
