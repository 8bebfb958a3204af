package org.p3s.server.workflow;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.dag.Edge;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.JobView;
import org.p3s.server.platform.Durations;
import org.p3s.server.platform.Idempotency;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** {@code /workflows}. */
@Path("/api/v1/workflows")
public class WorkflowResource {

  /** What can be changed of a workflow while it runs; null changes nothing. */
  public record Change(@Min(-1000) @Max(1000) Integer priority, Duration eta) {}

  private final Workflows workflows;
  private final Submissions submissions;
  private final JobStore jobs;
  private final Idempotency idempotency;
  private final Caller caller;
  private final Audit audit;

  public WorkflowResource(
      Workflows workflows,
      Submissions submissions,
      JobStore jobs,
      Idempotency idempotency,
      Caller caller,
      Audit audit) {
    this.workflows = workflows;
    this.submissions = submissions;
    this.jobs = jobs;
    this.idempotency = idempotency;
    this.caller = caller;
    this.audit = audit;
  }

  @POST
  @RolesAllowed(Role.ADMIN)
  public Response submit(WorkflowRequest request, @HeaderParam("Idempotency-Key") String key) {
    long id =
        idempotency.once(
            caller.name(),
            key,
            "/workflows",
            request,
            Long.class,
            () -> submissions.submit(request, caller.name()));
    return Response.created(URI.create("/api/v1/workflows/" + id)).entity(show(id)).build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<WorkflowView> list(
      @QueryParam("state") WorkflowState state,
      @QueryParam("run") Long run,
      @QueryParam("file") Long file,
      @QueryParam("cursor") Long cursor,
      @QueryParam("limit") Integer limit) {
    Listing<Workflow> found = workflows.list(state, run, file, cursor, Listing.limit(limit));
    return new Listing<>(found.items().stream().map(WorkflowView::of).toList(), found.next());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public WorkflowView show(@PathParam("id") long id) {
    Workflow workflow = workflows.find(id);
    List<JobView> jobViews = jobs.listOfWorkflows(List.of(id)).stream().map(JobView::of).toList();
    return WorkflowView.of(workflow, jobViews, files(workflow));
  }

  private List<WorkflowView.FileView> files(Workflow workflow) {
    Blueprint blueprint = workflows.blueprint(workflow);
    WorkflowFiles files = workflows.files(blueprint);
    return blueprint.dag().edges().stream()
        .filter(edge -> !edge.dataTag().isEmpty())
        .map(edge -> view(edge, files.locate(edge)))
        .toList();
  }

  private static WorkflowView.FileView view(Edge edge, WorkflowFiles.Located file) {
    return new WorkflowView.FileView(
        edge.source(), edge.target(), edge.dataTag(), edge.dataType(), file.name(), file.url());
  }

  @POST
  @Path("{id}/start")
  @RolesAllowed(Role.ADMIN)
  public WorkflowView start(@PathParam("id") long id) {
    workflows.start(id);
    audit.note(caller.name(), "start workflow", Long.toString(id), "");
    return show(id);
  }

  @POST
  @Path("{id}/cancel")
  @RolesAllowed(Role.ADMIN)
  public WorkflowView cancel(@PathParam("id") long id) {
    workflows.cancel(id, caller.name());
    audit.note(caller.name(), "cancel workflow", Long.toString(id), "");
    return show(id);
  }

  @PATCH
  @Path("{id}")
  @RolesAllowed(Role.ADMIN)
  public WorkflowView change(@PathParam("id") long id, Change change) {
    Violation wrong = Durations.check("eta", change.eta());
    if (wrong != null) {
      throw Refusal.invalid(List.of(wrong));
    }
    if (change.priority() != null) {
      workflows.setPriority(id, change.priority());
    }
    if (change.eta() != null) {
      workflows.setEta(id, change.eta());
    }
    audit.note(caller.name(), "change workflow", Long.toString(id), change.toString());
    return show(id);
  }
}
