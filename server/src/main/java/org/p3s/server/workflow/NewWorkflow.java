package org.p3s.server.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Scope;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.Requirements;

/**
 * A workflow to be made.
 *
 * @param versionId of its template, null for a lone job
 * @param priority of all its jobs, null for those of the template
 * @param eta null for the template's
 * @param seenAt from when the ETA counts, null for now
 * @param isProbe whether it is to run though by all that is known it cannot be in time: its jobs
 *     may start until the very deadline
 * @param reserve the share of slots that its jobs may count on, null for none
 * @param insteadOf the template for which there was no time, else null
 */
public record NewWorkflow(
    Long versionId,
    String template,
    Dag dag,
    String name,
    Spec spec,
    Long run,
    Long fileId,
    Long triggerId,
    Integer priority,
    Duration eta,
    Instant seenAt,
    boolean start,
    boolean isProbe,
    Requirements.Reserve reserve,
    String insteadOf,
    String createdBy) {

  /** What decides about its jobs. */
  record Kind(
      Long versionId, Dag dag, boolean start, boolean isProbe, Requirements.Reserve reserve) {

    /** The vertices that pilots run. */
    Stream<Vertex> jobs() {
      return dag.vertices().stream().filter(each -> !each.isNoop());
    }

    /** What the jobs ask for. */
    Stream<Requirements> requirements() {
      return jobs().map(this::requirements);
    }

    /** A merge's list of files is at the server: its pilot has to fetch it. */
    private SortedMap<String, String> labels(Vertex vertex) {
      SortedMap<String, String> labels = new TreeMap<>(vertex.labels());
      if (dag.scope() != Scope.FILE) {
        labels.put(Requirements.STAGING, "yes");
      }
      return labels;
    }

    Requirements requirements(Vertex vertex) {
      return new Requirements(
          vertex.jobType(),
          vertex.cores(),
          vertex.memoryMiB() == null ? 0 : vertex.memoryMiB(),
          vertex.gpus(),
          labels(vertex),
          reserve);
    }
  }

  Kind kind() {
    return new Kind(versionId, dag, start, isProbe, reserve);
  }

  /** Bytes of the file that it is about; null when that is not known. */
  Long size() {
    return spec.input() == null ? null : spec.input().size();
  }

  Duration promised() {
    return eta == null ? dag.eta() : eta;
  }
}
