package org.p3s.server.job;

/**
 * What is expected of the jobs of a vertex, in seconds. The size of a workflow's file counts with
 * so many seconds for each of its bytes.
 *
 * @param path from a job's start to the end of the slowest way that begins with it, guesses
 *     included: what the order goes by
 * @param knownPath the same of what was measured or said alone: what decisions go by
 * @param knownSize bytes; of larger files no more is known than of one of this size
 * @param work of a slot; 0 as long as it is not known
 * @param known whether the work was measured or said
 */
public record Expected(
    double path,
    double knownPath,
    double knownPathPerByte,
    double knownSize,
    double work,
    double workPerByte,
    boolean known) {

  /** Nothing is known of a lone job, and nothing follows it. */
  public static final Expected OF_LONE_JOBS = new Expected(0, 0, 0, 0, 0, 0, false);

  /** What a probe's lane expects: its jobs may start until the very deadline. */
  Expected ofProbe() {
    return new Expected(0, 0, 0, 0, work, workPerByte, known);
  }
}
