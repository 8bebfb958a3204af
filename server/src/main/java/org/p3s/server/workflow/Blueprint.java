package org.p3s.server.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.WorkUuid;

/**
 * Everything that one workflow is made of: its graph, and in what it differs from it.
 *
 * @param workflow its id
 * @param template name, null for a lone job
 */
public record Blueprint(long workflow, String template, Dag dag, Spec spec) {

  /** The payload of a vertex, with what this workflow changes. */
  public String payload(Vertex vertex) {
    Spec.JobChange change = spec.jobs().get(vertex.id());
    return change == null || change.payload() == null ? vertex.payload() : change.payload();
  }

  /** The environment of a vertex, with what this workflow changes. */
  public Map<String, String> env(Vertex vertex) {
    Spec.JobChange change = spec.jobs().get(vertex.id());
    return change == null || change.env() == null ? vertex.env() : change.env();
  }

  /** What a vertex' job is called by those who want a UUID: what its submitter said, or our own. */
  public String jobUuid(Vertex vertex) {
    return spec.lone() == null || spec.lone().uuid() == null
        ? WorkUuid.JOB.of(JobKey.of(workflow, vertex.index())).toString()
        : spec.lone().uuid();
  }

  /** The graph of a job that is a workflow by itself. */
  static Dag dagOf(Spec.LoneJob job) {
    Vertex vertex =
        new Vertex(
            job.name(),
            0,
            job.payload(),
            job.env(),
            job.jobType(),
            job.timeLimit() == null ? null : Duration.ofSeconds(job.timeLimit()),
            job.priority(),
            job.cores(),
            job.memoryMiB(),
            job.gpus(),
            job.labels(),
            null,
            0,
            false,
            Map.of());
    return Dag.of(job.name(), null, LatePolicy.RUN, List.of(vertex), List.of());
  }
}
