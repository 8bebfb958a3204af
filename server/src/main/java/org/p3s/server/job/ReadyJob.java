package org.p3s.server.job;

import java.util.Comparator;

/**
 * A job that could be given away, with what decides its place in its lane: the higher priority
 * first, then the earlier deadline, then the smaller id.
 *
 * @param due its deadline as lanes are ordered, in microseconds since 1970, {@link Long#MAX_VALUE}
 *     for none
 */
public record ReadyJob(long id, int laneId, int priority, long due)
    implements Comparable<ReadyJob> {

  private static final Comparator<ReadyJob> ORDER =
      Comparator.comparingInt((ReadyJob job) -> -job.priority)
          .thenComparingLong(ReadyJob::due)
          .thenComparingLong(ReadyJob::id);

  /** Goes before every job of its lane. */
  public static ReadyJob first(int laneId) {
    return new ReadyJob(Long.MIN_VALUE, laneId, Integer.MAX_VALUE, Long.MIN_VALUE);
  }

  /** Goes after every job of its lane. */
  public static ReadyJob last(int laneId) {
    return new ReadyJob(Long.MAX_VALUE, laneId, -Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public int compareTo(ReadyJob other) {
    return ORDER.compare(this, other);
  }
}
