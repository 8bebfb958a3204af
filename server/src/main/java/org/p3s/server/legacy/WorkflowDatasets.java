package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import org.p3s.server.dag.Edge;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.WorkflowFiles;
import org.p3s.server.workflow.Workflows;

/** The files of workflows as datasets, as which old clients look for them. */
@ApplicationScoped
class WorkflowDatasets {

  private static final String STATE = "template";

  private final Workflows workflows;
  private final Datasets datasets;

  WorkflowDatasets(Workflows workflows, Datasets datasets) {
    this.workflows = workflows;
    this.datasets = datasets;
  }

  /** Notes the files of a workflow that is being made, in the transaction that makes it. */
  void add(long id) {
    Workflow workflow = workflows.find(id);
    Blueprint blueprint = workflows.blueprint(workflow);
    WorkflowFiles files = workflows.files(blueprint);
    datasets.addAll(
        blueprint.dag().edges().stream()
            .filter(edge -> !edge.dataTag().isEmpty())
            .map(edge -> dataset(workflow, blueprint, edge, files.locate(edge)))
            .toList());
  }

  private static Dataset dataset(
      Workflow workflow, Blueprint blueprint, Edge edge, WorkflowFiles.Located file) {
    String key = "p3s:dataset:%d:%d".formatted(workflow.id(), edge.index());
    return new Dataset(
        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString(),
        file.name(),
        file.url().substring(0, file.url().length() - file.name().length()),
        STATE,
        edge.comment(),
        edge.dataType(),
        edge.dataTag(),
        workflow.name(),
        WorkUuid.WORKFLOW.of(workflow.id()).toString(),
        edge.source(),
        edge.target(),
        jobUuid(blueprint, edge.source()),
        jobUuid(blueprint, edge.target()));
  }

  private static String jobUuid(Blueprint blueprint, String vertex) {
    int index = blueprint.dag().vertex(vertex).orElseThrow().index();
    return WorkUuid.JOB.of(JobKey.of(blueprint.workflow(), index)).toString();
  }

  /** Forgets those of workflows that were deleted. */
  void delete(Collection<Long> ids) {
    datasets.deleteOfWorkflows(
        ids.stream().map(WorkUuid.WORKFLOW::of).map(UUID::toString).toList());
  }
}
