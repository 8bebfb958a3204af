package org.p3s.server.job;

import java.util.Comparator;

/**
 * A job that could be given away, with what decides when: the higher priority first, then the
 * earlier latest start, then the smaller id.
 *
 * @param latest its latest start in microseconds since 1970, {@link Long#MAX_VALUE} for none
 */
public record ReadyJob(long id, int queueId, int priority, long latest)
    implements Comparable<ReadyJob> {

  private static final Comparator<ReadyJob> ORDER =
      Comparator.comparingInt((ReadyJob job) -> -job.priority)
          .thenComparingLong(ReadyJob::latest)
          .thenComparingLong(ReadyJob::id);

  /** Goes before every job of its queue. */
  public static ReadyJob first(int queueId) {
    return new ReadyJob(Long.MIN_VALUE, queueId, Integer.MAX_VALUE, Long.MIN_VALUE);
  }

  /** Goes after every job of its queue. */
  public static ReadyJob last(int queueId) {
    return new ReadyJob(Long.MAX_VALUE, queueId, -Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public int compareTo(ReadyJob other) {
    return ORDER.compare(this, other);
  }
}
