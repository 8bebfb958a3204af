package org.p3s.server.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.p3s.protocol.Json;

/**
 * In what one workflow differs from its template.
 *
 * @param naming {@code default}, {@code sticky} or {@code inherit:BASE}
 * @param files by {@code source:target} or {@code source:target:datatag}
 * @param jobs by vertex id
 * @param input the file that started it, or null
 * @param lone the job itself, when there is no template
 * @param merge when it merges a run, else null
 */
public record Spec(
    String naming,
    Map<String, FileChange> files,
    Map<String, JobChange> jobs,
    Input input,
    LoneJob lone,
    Merge merge) {

  public static final Spec NOTHING = new Spec(null, null, null, null, null, null);

  public Spec {
    naming = naming == null ? "default" : naming;
    files = files == null ? Map.of() : Map.copyOf(files);
    jobs = jobs == null ? Map.of() : Map.copyOf(jobs);
  }

  /** Replaces parts of an edge's file; null leaves a part as it is. */
  public record FileChange(String name, String dirpath, String comment) {}

  /**
   * Replaces parts of a vertex; null leaves a part as it is. {@code env} is replaced as a whole.
   */
  public record JobChange(String payload, Map<String, String> env) {}

  /** The file that started the workflow; {@code buffer} is its URL in the online buffer. */
  public record Input(
      String name,
      String url,
      Long size,
      String adler32,
      Long run,
      Integer subrun,
      String stream,
      String buffer) {}

  /** The merge of a run; {@code complete} when the run had ended and its files were final. */
  public record Merge(boolean complete) {}

  /** What the workflow of a file is made of. */
  public static Spec of(Input input) {
    return new Spec(null, null, null, input, null, null);
  }

  /** What the workflow of a merge is made of. */
  public static Spec of(Merge merge) {
    return new Spec(null, null, null, null, null, merge);
  }

  /**
   * A job that is a workflow by itself.
   *
   * @param timeLimit in seconds, null for the default
   * @param uuid what its payload is told that it is called, null for one of our own
   */
  public record LoneJob(
      String name,
      String jobType,
      String payload,
      Map<String, String> env,
      Long timeLimit,
      int priority,
      int cores,
      Integer memoryMiB,
      int gpus,
      Map<String, String> labels,
      String uuid) {}

  String toJson() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }

  static Spec ofJson(String json) {
    try {
      return Json.MAPPER.readValue(json, Spec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by this class", e);
    }
  }
}
