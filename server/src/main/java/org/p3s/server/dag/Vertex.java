package org.p3s.server.dag;

import java.time.Duration;
import java.util.Map;

/**
 * One job of a template; a component per GraphML key of a node, which is why there are so many.
 *
 * @param id the job's name, unique in its graph, 1 to 128 characters
 * @param index position in the graph's list of vertices, from 0
 * @param payload what to run, never interpreted here; empty for a noop
 * @param env in the order of the document
 * @param jobType empty when none is given
 * @param timeLimit null when the template sets none
 * @param priority higher goes first
 * @param cores at least 1
 * @param memoryMiB null when not said
 * @param labels what a pilot must offer, in the order of the document
 * @param estimate how long it is expected to run before there are measurements, null when not said
 * @param retries how often a failed attempt may be repeated
 * @param optional whether it is skipped when it would make its workflow late; of no meaning for a
 *     noop
 * @param extra what else the GraphML says of this node, by attribute name; text, or XML for what is
 *     nested
 */
public record Vertex(
    String id,
    int index,
    String payload,
    Map<String, String> env,
    String jobType,
    Duration timeLimit,
    int priority,
    int cores,
    Integer memoryMiB,
    int gpus,
    Map<String, String> labels,
    Duration estimate,
    int retries,
    boolean optional,
    Map<String, String> extra) {

  /** The job type of a vertex that only ties others together: no pilot ever sees it. */
  public static final String NOOP = "noop";

  public Vertex {
    env = Ordered.copy(env);
    labels = Ordered.copy(labels);
    extra = Ordered.copy(extra);
  }

  /** A job with nothing said beyond what to run. */
  public static Vertex plain(int index, String id, String jobType, String payload) {
    return new Vertex(
        id, index, payload, Map.of(), jobType, null, 0, 1, null, 0, Map.of(), null, 0, false,
        Map.of());
  }

  /** The same with something else besides. */
  public Vertex withExtra(Map<String, String> other) {
    return new Vertex(
        id, index, payload, env, jobType, timeLimit, priority, cores, memoryMiB, gpus, labels,
        estimate, retries, optional, other);
  }

  public boolean isNoop() {
    return NOOP.equals(jobType);
  }
}
