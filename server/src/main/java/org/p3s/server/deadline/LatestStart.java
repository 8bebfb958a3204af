package org.p3s.server.deadline;

/** When a job has to start at the latest, as the queue orders it. */
public final class LatestStart {

  private static final long SECOND = 1_000_000;

  private LatestStart() {}

  /**
   * The latest start, at which the newer of two files of one second goes first: inside of a second
   * the order is turned round, by the workflows' ids.
   *
   * @param deadline microseconds since 1970
   * @param path seconds from the job's start to the end of the slowest way that begins with it
   */
  public static long of(long deadline, double path, long workflow) {
    long exact = deadline - (long) (path * SECOND);
    return Math.floorDiv(exact, SECOND) * SECOND + SECOND - 1 - Math.floorMod(workflow, SECOND);
  }
}
