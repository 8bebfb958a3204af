package org.p3s.server.job;

/**
 * Where the jobs of one vertex wait, in the order of their deadlines.
 *
 * @param path seconds from a job's start to the end of the slowest way that begins with it, by
 *     which lanes are compared
 */
public record Lane(int id, int queueId, Long versionId, int vertex, boolean probe, double path) {

  /**
   * What makes a lane.
   *
   * @param versionId of the template, null for lone jobs, which are all alike
   * @param probe whether its jobs are tried though they cannot be in time by all that is known
   */
  public record Key(int queueId, Long versionId, int vertex, boolean probe) {

    /** Of lone jobs. */
    public static Key ofLoneJobs(int queueId) {
      return new Key(queueId, null, 0, false);
    }
  }

  Key key() {
    return new Key(queueId, versionId, vertex, probe);
  }
}
