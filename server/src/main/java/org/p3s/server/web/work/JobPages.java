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
import java.util.List;
import org.p3s.protocol.LogChunk;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.broker.Explainer;
import org.p3s.server.broker.Explanation;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.Attempt;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.LogStore;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.Workflows;

/** {@code /jobs}. */
@Path("/jobs")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class JobPages {

  private static final int JOBS = 100;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record JobList(List<Job> jobs, JobStore.Filter filter, List<JobState> states, String next)
      implements TemplateInstance {}

  /** The end of one stream; {@code start} characters came before it. */
  public record Tail(String stream, long start, String text) {}

  /** What the job runs. */
  public record Command(String payload, List<String> env, String timeLimit, String uuid) {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record JobDetail(
      Job job,
      Workflow workflow,
      Explanation explanation,
      List<Attempt> attempts,
      int shown,
      List<Tail> tails,
      Command command)
      implements TemplateInstance {}

  private final JobStore jobs;
  private final LogStore logs;
  private final Workflows workflows;
  private final Explainer explainer;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  JobPages(
      JobStore jobs,
      LogStore logs,
      Workflows workflows,
      Explainer explainer,
      Caller caller,
      Audit audit) {
    this.jobs = jobs;
    this.logs = logs;
    this.workflows = workflows;
    this.explainer = explainer;
    this.caller = caller;
    this.audit = audit;
  }

  @GET
  public TemplateInstance list(
      @QueryParam("state") String state,
      @QueryParam("type") String type,
      @QueryParam("workflow") String workflow,
      @QueryParam("pilot") String pilot,
      @QueryParam("cursor") String cursor) {
    Long ofWorkflow = Asked.number("workflow", workflow);
    if (ofWorkflow != null && ofWorkflow > Long.MAX_VALUE / JobKey.VERTICES - 1) {
      throw Refusal.notFound("workflow", ofWorkflow);
    }
    JobStore.Filter filter =
        new JobStore.Filter(
            Asked.constant("state", state, JobState.class),
            Asked.text(type),
            ofWorkflow,
            Asked.number("pilot", pilot),
            Asked.number("cursor", cursor));
    Listing<Job> found = jobs.list(filter, JOBS);
    String next = found.next() == null ? "" : here(filter).with("cursor", found.next()).address();
    return new JobList(found.items(), filter, List.of(JobState.values()), next);
  }

  private static Link here(JobStore.Filter filter) {
    return Link.to("/jobs")
        .with("state", filter.state())
        .with("type", filter.jobType())
        .with("workflow", filter.workflow())
        .with("pilot", filter.pilot());
  }

  @GET
  @Path("{id}")
  public TemplateInstance show(@PathParam("id") long id, @QueryParam("attempt") String attempt) {
    Job job = find(id);
    Long asked = Asked.number("attempt", attempt);
    int shown = asked == null ? job.attempt() : (int) Math.min(asked, Integer.MAX_VALUE);
    Workflow workflow = workflows.find(job.workflowId());
    return new JobDetail(
        job,
        workflow,
        explainer.explain(id),
        jobs.attempts(id),
        shown,
        List.of(tail(id, shown, LogChunk.Stream.STDOUT), tail(id, shown, LogChunk.Stream.STDERR)),
        command(workflows.blueprint(workflow), job));
  }

  private Tail tail(long job, int attempt, LogChunk.Stream stream) {
    LogStore.Tail tail = logs.tail(job, attempt, stream).orElse(new LogStore.Tail(0, ""));
    return new Tail(stream.name(), tail.start(), tail.text());
  }

  private Command command(Blueprint blueprint, Job job) {
    Vertex vertex = blueprint.dag().vertices().get(JobKey.vertex(job.id()));
    List<String> env =
        blueprint.env(vertex).entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toList();
    return new Command(
        blueprint.payload(vertex),
        env,
        workflows.timeLimit(vertex).toString(),
        blueprint.jobUuid(vertex));
  }

  @POST
  @Path("{id}/cancel")
  @RolesAllowed(Role.ADMIN)
  @Transactional
  public Response cancel(@PathParam("id") long id) {
    if (find(id).state().isTerminal()) {
      throw Refusal.conflict("job-ended", "Job %d has ended already.".formatted(id));
    }
    workflows.cancelJob(id, caller.name());
    audit.note(caller.name(), "cancel job", Long.toString(id), "");
    return Response.seeOther(URI.create("/jobs/" + id)).build();
  }

  private Job find(long id) {
    return jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
  }
}
