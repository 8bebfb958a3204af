package org.p3s.server.deadline;

/** A deadline as lanes are ordered by it; the schema has the same as a function. */
public final class Due {

  private static final long SECOND = 1_000_000;

  private Due() {}

  /**
   * Of two files of one second the newer goes first: inside of a second the order is turned round,
   * by the workflows' ids.
   *
   * @param deadline microseconds since 1970
   */
  public static long of(long deadline, long workflow) {
    return Math.floorDiv(deadline, SECOND) * SECOND + SECOND - 1 - Math.floorMod(workflow, SECOND);
  }

  /**
   * When a job has to start, as lanes are compared.
   *
   * @param due {@link Long#MAX_VALUE} for none
   * @param path seconds from the job's start to the end of the slowest way that begins with it
   */
  public static long before(long due, double path) {
    return due == Long.MAX_VALUE ? due : due - (long) (path * SECOND);
  }
}
