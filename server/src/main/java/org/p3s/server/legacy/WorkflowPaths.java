package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.dag.GraphMlWriter;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.WorkflowState;
import org.p3s.server.workflow.Workflows;

/** {@code /workflows/…}: DAG templates, and workflows made of them. */
@Path("/legacy/workflows")
@Produces(MediaType.TEXT_PLAIN)
public class WorkflowPaths {

  private static final String NO_GRAPH =
      """
      <?xml version='1.0' encoding='utf-8'?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>
      """;

  private final DagTemplates templates;
  private final Workflows workflows;
  private final WorkflowSubmission submission;
  private final WorkflowDatasets datasets;
  private final Deletions deletions;
  private final Who who;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  public WorkflowPaths(
      DagTemplates templates,
      Workflows workflows,
      WorkflowSubmission submission,
      WorkflowDatasets datasets,
      Deletions deletions,
      Who who,
      Caller caller,
      Audit audit) {
    this.templates = templates;
    this.workflows = workflows;
    this.submission = submission;
    this.datasets = datasets;
    this.deletions = deletions;
    this.who = who;
    this.caller = caller;
    this.audit = audit;
  }

  /** Stores a graph as a new version; what was there stays a version, and stays when this fails. */
  @POST
  @Path("adddag")
  @RolesAllowed(Role.ADMIN)
  public String addDag(String body) {
    Form form = Form.of(body);
    form.mustHave("name", "graphml");
    String graph = form.get("graphml");
    templates.importUntyped(
        form.get("name"), graph.getBytes(StandardCharsets.UTF_8), who.says(form.get("user")));
    return "RESPONSE " + graph;
  }

  /** The graph with all its attributes; an empty one when there is none of this name. */
  @GET
  @Path("getdag")
  @RolesAllowed(Role.VIEWER)
  public String getDag(@QueryParam("name") @DefaultValue("") String name) {
    if (name.isEmpty()) {
      return "DAG not specified.";
    }
    return templates
        .findActive(name)
        .map(CompiledTemplate::dag)
        .map(GraphMlWriter::write)
        .orElse(NO_GRAPH);
  }

  /** Makes a workflow, and starts it when its state is {@code defined}. */
  @POST
  @Path("addwf")
  @RolesAllowed(Role.ADMIN)
  public String addWorkflow(String body) {
    Form form = Form.of(body);
    form.mustHave("dag", "name", "state", "fileinfo", "jobinfo");
    return submission.submit(form);
  }

  /** Starts a workflow that is a template: that is the only state that can be set. */
  @POST
  @Path("setwfstate")
  @RolesAllowed(Role.ADMIN)
  public String setState(String body) {
    Form form = Form.of(body);
    form.mustHave("uuid", "state");
    String state = form.get("state");
    long id =
        idOf(form.get("uuid")).orElseThrow(() -> Refusal.notFound("workflow", form.get("uuid")));
    if (!state.equals("defined")) {
      return "state %s cannot be set; defined starts a workflow that is a template"
          .formatted(state);
    }
    if (workflows.find(id).state() == WorkflowState.DEFINED) {
      workflows.start(id);
      audit.note(caller.name(), "start workflow", Long.toString(id), "");
    }
    return state;
  }

  /** Takes a template out of use, or cancels workflows by their uuid or name. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    form.mustHave("what");
    return switch (form.get("what")) {
      case "dag" -> deleteDag(form.get("name", ""));
      case "workflow" -> deleteWorkflow(form);
      default -> throw Refusal.invalid("what", "what must be dag or workflow");
    };
  }

  private String deleteDag(String name) {
    if (name.equals("ALL")) {
      return deleteAll("dag");
    }
    if (templates.findActive(name).isEmpty()) {
      return "Problems deleting dag " + name;
    }
    templates.delete(name, caller.name());
    return "Deleted dag " + name;
  }

  private String deleteWorkflow(Form form) {
    if (form.get("name", "").equals("ALL") || form.get("uuid", "").equals("ALL")) {
      return deleteAll("workflow");
    }
    if (form.has("name")) {
      datasets.delete(workflows.cancelAll(form.get("name"), caller.name()));
      audit.note(caller.name(), "cancel workflows", form.get("name"), "by their name");
      return "Deleted workflow " + form.get("name");
    }
    for (String uuid : form.get("uuid", "").split(",")) {
      idOf(uuid).ifPresent(this::cancel);
    }
    return "Deleted workflow " + form.get("uuid", "");
  }

  private void cancel(long id) {
    if (!workflows.find(id).state().isTerminal()) {
      workflows.cancel(id, caller.name());
      audit.note(caller.name(), "cancel workflow", Long.toString(id), "");
    }
    datasets.delete(List.of(id));
  }

  /** Takes all templates out of use, or cancels all workflows. */
  @GET
  @Path("deleteall")
  @RolesAllowed(Role.ADMIN)
  public String deleteAll(@QueryParam("what") @DefaultValue("") String what) {
    Runnable delete =
        switch (what) {
          case "dag" ->
              () -> templates.list().forEach(each -> templates.delete(each.name(), caller.name()));
          case "workflow" -> () -> datasets.delete(workflows.cancelAll(null, caller.name()));
          default -> throw Refusal.invalid("what", "what must be dag or workflow");
        };
    return deletions.ofAll(what + "s", delete, "Deleted ALL " + what);
  }

  /** A workflow by the uuid of ours, or by its number. */
  private static OptionalLong idOf(String text) {
    return text.matches("[0-9]{1,15}")
        ? OptionalLong.of(Long.parseLong(text))
        : WorkUuid.WORKFLOW.id(text);
  }
}
