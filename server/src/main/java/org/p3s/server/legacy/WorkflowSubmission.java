package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.GraphMlWriter;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.template.DataTypes;
import org.p3s.server.workflow.Submissions;
import org.p3s.server.workflow.WorkflowRequest;

/** Makes workflows as old clients ask for them. */
@ApplicationScoped
class WorkflowSubmission {

  private static final String NO_TYPE =
      "Failed to get datatype, deleting workflow. Clean up status: OK";

  private final DagTemplates templates;
  private final DataTypes types;
  private final Submissions submissions;
  private final WorkflowDatasets datasets;
  private final Who who;

  WorkflowSubmission(
      DagTemplates templates,
      DataTypes types,
      Submissions submissions,
      WorkflowDatasets datasets,
      Who who) {
    this.templates = templates;
    this.types = types;
    this.submissions = submissions;
    this.datasets = datasets;
    this.who = who;
  }

  /** The reply: the graph with the ids that it has got, or why there is no workflow. */
  String submit(Form form) {
    CompiledTemplate template = templates.find(form.get("dag"), null);
    if (!types.unknown(template.dag()).isEmpty()) {
      return NO_TYPE;
    }
    try {
      long id =
          submissions.submit(request(form, template), who.says(form.get("user")), datasets::add);
      return echo(template, id);
    } catch (Refusal refusal) {
      return "addwf: " + Refusals.all(refusal);
    }
  }

  private static WorkflowRequest request(Form form, CompiledTemplate template) {
    return new WorkflowRequest(
        template.name(),
        template.version(),
        form.text("name", 128, null),
        null,
        null,
        null,
        form.get("state", "").equals("defined"),
        WorkflowChanges.files(form.get("fileinfo", ""), template.dag()),
        null,
        WorkflowChanges.jobs(form.get("jobinfo", ""), template.dag()));
  }

  /** As the older p3s, each node says of which DAG it is; besides, what it is called now. */
  private static String echo(CompiledTemplate template, long workflow) {
    Dag dag = template.dag();
    List<Vertex> vertices =
        dag.vertices().stream().map(each -> marked(each, template.name(), workflow)).toList();
    return GraphMlWriter.write(Dag.of(dag.name(), dag.eta(), dag.late(), vertices, dag.edges()));
  }

  private static Vertex marked(Vertex vertex, String template, long workflow) {
    Map<String, String> extra = new LinkedHashMap<>(vertex.extra());
    extra.put("wf", template);
    extra.put("wfuuid", WorkUuid.WORKFLOW.of(workflow).toString());
    extra.put("uuid", WorkUuid.JOB.of(JobKey.of(workflow, vertex.index())).toString());
    return vertex.withExtra(extra);
  }
}
