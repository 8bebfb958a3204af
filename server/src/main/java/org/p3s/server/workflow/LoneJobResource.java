package org.p3s.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.JobView;
import org.p3s.server.platform.Idempotency;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.RequestBodies;

/** What changes {@code /jobs}: submitting lone jobs, and cancelling. */
@Path("/api/v1/jobs")
public class LoneJobResource {

  private static final int MOST = 10_000;

  private final Workflows workflows;
  private final Submissions submissions;
  private final JobStore jobs;
  private final Idempotency idempotency;
  private final RequestBodies bodies;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters")
  public LoneJobResource(
      Workflows workflows,
      Submissions submissions,
      JobStore jobs,
      Idempotency idempotency,
      RequestBodies bodies,
      Caller caller,
      Audit audit) {
    this.workflows = workflows;
    this.submissions = submissions;
    this.jobs = jobs;
    this.idempotency = idempotency;
    this.bodies = bodies;
    this.caller = caller;
    this.audit = audit;
  }

  /** One job or a list; each becomes a workflow of one vertex. All are taken or none. */
  @POST
  @RolesAllowed(Role.ADMIN)
  public Response submit(JsonNode body, @HeaderParam("Idempotency-Key") String key) {
    List<JobRequest> requests = requests(body);
    Long[] ids =
        idempotency.once(
            caller.name(),
            key,
            "/jobs",
            body,
            Long[].class,
            () -> submissions.submitJobs(requests, caller.name()).toArray(new Long[0]));
    List<JobView> made =
        jobs.listOfWorkflows(Arrays.asList(ids)).stream().map(JobView::of).toList();
    if (body.isArray()) {
      return Response.status(201).entity(new Listing<>(made, null)).build();
    }
    return Response.created(URI.create("/api/v1/jobs/" + made.get(0).id()))
        .entity(made.get(0))
        .build();
  }

  private List<JobRequest> requests(JsonNode body) {
    try {
      byte[] json = Json.MAPPER.writeValueAsBytes(body);
      if (!body.isArray()) {
        return List.of(bodies.read(json, JobRequest.class));
      }
      if (body.isEmpty() || body.size() > MOST) {
        throw Refusal.invalid(null, "Send between 1 and %d jobs at once.".formatted(MOST));
      }
      return bodies.readList(json, JobRequest.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("a tree that was just read", e);
    }
  }

  @POST
  @Path("{id}/cancel")
  @RolesAllowed(Role.ADMIN)
  public JobView cancel(@PathParam("id") long id) {
    Job job = find(id);
    if (job.state().isTerminal() && job.state() != JobState.CANCELLED) {
      throw Refusal.conflict(
          "job-ended",
          "Job %d is %s already; there is nothing to cancel.".formatted(id, job.state()));
    }
    workflows.cancelJob(id, caller.name());
    audit.note(caller.name(), "cancel job", Long.toString(id), "");
    return JobView.of(find(id));
  }

  /** Changes the priority of a job's whole workflow when it is a lone job. */
  @PATCH
  @Path("{id}")
  @RolesAllowed(Role.ADMIN)
  public JobView change(@PathParam("id") long id, WorkflowResource.Change change) {
    Job job = find(id);
    if (change.priority() == null || change.eta() != null) {
      throw Refusal.invalid("priority", "priority is what can be changed of a job");
    }
    if (workflows.find(job.workflowId()).jobs() == 1) {
      workflows.setPriority(job.workflowId(), change.priority());
    } else {
      workflows.setJobPriority(id, change.priority());
    }
    audit.note(caller.name(), "change job", Long.toString(id), "priority " + change.priority());
    return JobView.of(find(id));
  }

  private Job find(long id) {
    if (id < 0 || JobKey.workflow(id) < 1) {
      throw Refusal.notFound("job", id);
    }
    return jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
  }
}
