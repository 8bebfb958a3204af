package org.p3s.server.job.type;

import java.time.Instant;

/**
 * What an operator said about a kind of jobs.
 *
 * @param heldLimit how many of them pilots hold at a time, all together; null is no limit
 * @param paused none is given to a pilot; what runs goes on
 * @param comment why, for people; may be empty
 * @param changedBy null when nobody ever said anything
 */
public record JobType(
    String name,
    Integer heldLimit,
    boolean paused,
    String comment,
    String changedBy,
    Instant changedAt) {

  /** The longest name. */
  public static final int LONGEST = 64;

  /** What holds of types that nobody said anything about. */
  public static JobType unrestricted(String name) {
    return new JobType(name, null, false, "", null, null);
  }

  /** Whether the broker has to ask before it gives such jobs away. */
  public boolean isRestricted() {
    return paused || heldLimit != null;
  }

  /** How many more may be given away while so many are held. */
  public int allowance(int held) {
    if (paused) {
      return 0;
    }
    return heldLimit == null ? Integer.MAX_VALUE : Math.max(0, heldLimit - held);
  }

  public JobType withLimit(Integer limit) {
    return new JobType(name, limit, paused, comment, changedBy, changedAt);
  }

  public JobType withPaused(boolean pause) {
    return new JobType(name, heldLimit, pause, comment, changedBy, changedAt);
  }

  public JobType withComment(String text) {
    return new JobType(name, heldLimit, paused, text, changedBy, changedAt);
  }
}
