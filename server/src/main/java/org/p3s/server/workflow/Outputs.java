package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.p3s.protocol.OutputFile;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.JobKey;

/** The files that workflows have put out. */
@ApplicationScoped
public class Outputs {

  /**
   * One file.
   *
   * @param vertex the job that made it
   * @param tag under which the job knew it
   * @param url where it is
   */
  public record Output(
      long workflow,
      String template,
      String vertex,
      String tag,
      String name,
      String url,
      long size,
      String adler32) {}

  private final Workflows workflows;
  private final AttemptStore attempts;

  Outputs(Workflows workflows, AttemptStore attempts) {
    this.workflows = workflows;
    this.attempts = attempts;
  }

  /** What the finished jobs of these workflows have put out, by workflow. */
  public Map<Long, List<Output>> of(Collection<Long> ids) {
    List<Blueprint> blueprints =
        workflows.outlines(ids).stream().map(workflows::blueprint).toList();
    List<Long> jobs = new ArrayList<>();
    for (Blueprint each : blueprints) {
      each.dag().vertices().forEach(vertex -> jobs.add(JobKey.of(each.workflow(), vertex.index())));
    }
    Map<Long, Map<String, OutputFile>> facts = attempts.outputs(jobs);
    Map<Long, List<Output>> found = new TreeMap<>();
    blueprints.forEach(each -> found.put(each.workflow(), outputs(each, facts)));
    return found;
  }

  private List<Output> outputs(Blueprint blueprint, Map<Long, Map<String, OutputFile>> facts) {
    WorkflowFiles files = workflows.files(blueprint);
    List<Output> found = new ArrayList<>();
    for (Vertex vertex : blueprint.dag().vertices()) {
      Map<String, OutputFile> made =
          facts.getOrDefault(JobKey.of(blueprint.workflow(), vertex.index()), Map.of());
      files
          .outputs(vertex)
          .forEach(
              (tag, file) -> {
                OutputFile fact = made.get(file.name());
                if (fact != null) {
                  found.add(output(blueprint, vertex, tag, file, fact));
                }
              });
    }
    return found;
  }

  private static Output output(
      Blueprint blueprint, Vertex vertex, String tag, WorkflowFiles.Located file, OutputFile fact) {
    return new Output(
        blueprint.workflow(),
        blueprint.template(),
        vertex.id(),
        tag,
        file.name(),
        file.url(),
        fact.size(),
        fact.adler32());
  }
}
