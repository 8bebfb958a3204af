package org.p3s.server.web.work;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobStore;
import org.p3s.server.platform.Listing;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;
import org.p3s.server.web.picture.DagPicture;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.WorkflowState;
import org.p3s.server.workflow.Workflows;

/** {@code /workflows}. */
@Path("/workflows")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class WorkflowPages {

  private static final int WORKFLOWS = 100;
  private static final int JOBS = 100;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record WorkflowList(
      List<Workflow> workflows,
      WorkflowState state,
      Long run,
      List<WorkflowState> states,
      String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record WorkflowDetail(
      Workflow workflow,
      String slack,
      DagPicture picture,
      List<Job> jobs,
      int moreJobs,
      List<WorkflowFile> files)
      implements TemplateInstance {}

  private final Workflows workflows;
  private final JobStore jobs;
  private final Pictures pictures;
  private final Caller caller;
  private final Audit audit;

  WorkflowPages(Workflows workflows, JobStore jobs, Pictures pictures, Caller caller, Audit audit) {
    this.workflows = workflows;
    this.jobs = jobs;
    this.pictures = pictures;
    this.caller = caller;
    this.audit = audit;
  }

  @GET
  public TemplateInstance list(
      @QueryParam("state") String state,
      @QueryParam("run") String run,
      @QueryParam("cursor") String cursor) {
    WorkflowState wanted = Asked.constant("state", state, WorkflowState.class);
    Long number = Asked.number("run", run);
    Listing<Workflow> found =
        workflows.list(wanted, number, null, Asked.number("cursor", cursor), WORKFLOWS);
    Link here = Link.to("/workflows").with("state", wanted).with("run", number);
    String next = found.next() == null ? "" : here.with("cursor", found.next()).address();
    return new WorkflowList(found.items(), wanted, number, List.of(WorkflowState.values()), next);
  }

  @GET
  @Path("{id}")
  public TemplateInstance show(@PathParam("id") long id) {
    Workflow workflow = workflows.find(id);
    List<Job> all = jobs.listOfWorkflows(List.of(id));
    Blueprint blueprint = workflows.blueprint(workflow);
    List<Job> shown = all.size() <= JOBS ? all : mostUrgent(all);
    return new WorkflowDetail(
        workflow,
        Slack.of(workflow),
        pictures.of(blueprint, all),
        shown,
        all.size() - shown.size(),
        WorkflowFile.list(blueprint, workflows.files(blueprint)));
  }

  private static List<Job> mostUrgent(List<Job> jobs) {
    return jobs.stream().sorted(Comparator.comparing(WorkflowPages::urgency)).limit(JOBS).toList();
  }

  /** What failed or runs comes first where there are too many to show. */
  private static int urgency(Job job) {
    return switch (job.state()) {
      case FAILED -> 0;
      case RUNNING, DISPATCHED -> 1;
      case READY -> 2;
      case WAITING, FINISHED, DROPPED, CANCELLED, SKIPPED -> 3;
    };
  }

  @POST
  @Path("{id}/cancel")
  @RolesAllowed(Role.ADMIN)
  @Transactional
  public Response cancel(@PathParam("id") long id) {
    workflows.cancel(id, caller.name());
    audit.note(caller.name(), "cancel workflow", Long.toString(id), "");
    return Response.seeOther(URI.create("/workflows/" + id)).build();
  }
}
