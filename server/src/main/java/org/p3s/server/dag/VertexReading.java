package org.p3s.server.dag;

import org.p3s.server.dag.xml.Element;

/** From a node element to a vertex. */
final class VertexReading {

  private static final int LONGEST_JOB_TYPE = 64;
  private static final int MOST_CORES = 4_096;
  private static final int MOST_GPUS = 1_024;
  private static final int MOST_RETRIES = 100;

  private VertexReading() {}

  static Vertex of(String id, int index, Element node, Given given) {
    return new Vertex(
        id,
        index,
        given.verbatim("payload"),
        given.environment("env"),
        jobType(node, given),
        given.duration("timelimit"),
        given.number("priority", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
        given.number("cores", 1, MOST_CORES, 1),
        given.number("memory", 1, Integer.MAX_VALUE),
        given.number("gpus", 0, MOST_GPUS, 0),
        given.labels("labels"),
        given.duration("estimate"),
        given.number("retries", 0, MOST_RETRIES, 0),
        given.flag("optional"),
        given.extra());
  }

  private static String jobType(Element node, Given given) {
    String jobType = given.text("jobtype");
    if (jobType.length() > LONGEST_JOB_TYPE || Names.hasControls(jobType)) {
      given.complain(
          "jobtype",
          node.line(),
          "must have at most " + LONGEST_JOB_TYPE + " characters and no control characters");
    }
    return jobType;
  }
}
