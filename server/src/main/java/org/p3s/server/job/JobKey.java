package org.p3s.server.job;

/**
 * How a job's id is made: its workflow's id times 4,096 plus its vertex' index. A job's parents and
 * children follow from the DAG alone, so that no table of edges has to be written or read.
 */
public final class JobKey {

  /** The most vertices of a DAG. */
  public static final int VERTICES = 4_096;

  private JobKey() {}

  public static long of(long workflow, int vertex) {
    return workflow * VERTICES + vertex;
  }

  public static long workflow(long job) {
    return job / VERTICES;
  }

  public static int vertex(long job) {
    return (int) (job % VERTICES);
  }
}
