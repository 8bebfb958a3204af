package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/** {@code /jobs/…}: submitting, changing, cancelling and showing jobs. */
@Path("/legacy/jobs")
@Produces(MediaType.TEXT_PLAIN)
public class JobPaths {

  private static final Logger LOG = Logger.getLogger(JobPaths.class);

  private final JobSubmission submission;
  private final JobChanges changes;
  private final JobIds ids;
  private final SerializedJobs serialized;
  private final Deletions deletions;
  private final Caller caller;

  public JobPaths(
      JobSubmission submission,
      JobChanges changes,
      JobIds ids,
      SerializedJobs serialized,
      Deletions deletions,
      Caller caller) {
    this.submission = submission;
    this.changes = changes;
    this.ids = ids;
    this.serialized = serialized;
    this.deletions = deletions;
    this.caller = caller;
  }

  /** Takes a job; one whose type is at its limit waits. The same uuid again is the same job. */
  @POST
  @Path("add")
  @RolesAllowed(Role.ADMIN)
  public String add(String body) {
    Form form = Form.of(body);
    String uuid = form.uuid("uuid");
    try {
      submission.submit(uuid, form);
      return uuid;
    } catch (Refusal refusal) {
      LOG.warnf("Job %s of an %s is refused: %s", uuid, caller.name(), Refusals.all(refusal));
      return uuid + " ERROR";
    }
  }

  /** Changes the priority of a job, or starts one that was only a template. */
  @POST
  @Path("adjust")
  @RolesAllowed(Role.ADMIN)
  public String adjust(String body) {
    Form form = Form.of(body);
    String uuid = form.uuid("uuid");
    OptionalLong job = ids.find(uuid);
    if (job.isEmpty()) {
      return uuid + " not found";
    }
    return changes.adjust(job.getAsLong(), form).orElse(uuid + " updated");
  }

  /** Cancels jobs by {@code uuid} or {@code pk}; they stay in the books. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    if (form.get("uuid", "").equals("ALL") || form.get("pk", "").equals("ALL")) {
      return deletions.ofAll("jobs", changes::cancelAll);
    }
    if (form.has("pk")) {
      List<Long> jobs = changes.existing(Keys.of(form.get("pk")));
      jobs.forEach(changes::cancel);
      return "Entries %s deleted".formatted(jobs);
    }
    if (!form.has("uuid")) {
      return "Missing key for deletion";
    }
    List<String> deleted = new ArrayList<>();
    for (String uuid : form.get("uuid").split(",")) {
      OptionalLong job = ids.find(uuid);
      if (job.isEmpty()) {
        return uuid + " not found";
      }
      changes.cancel(job.getAsLong());
      deleted.add("'" + uuid + "'");
    }
    return "Entries %s deleted".formatted(deleted);
  }

  @GET
  @Path("detail")
  @RolesAllowed(Role.VIEWER)
  public String detail(@QueryParam("uuid") @DefaultValue("") String uuid) {
    if (uuid.isEmpty()) {
      return "Job not specified.";
    }
    long job = ids.find(uuid).orElseThrow(() -> Refusal.notFound("job", uuid));
    return Serialized.list(List.of(serialized.of(job)));
  }

  /** Nothing: history has its own retention. */
  @POST
  @Path("purge")
  @RolesAllowed(Role.ADMIN)
  public String purge() {
    return "0";
  }

  /** The types that have a limit. */
  @GET
  @Path("ltype")
  @RolesAllowed(Role.VIEWER)
  public String types(@QueryParam("name") @DefaultValue("") String name) {
    return Serialized.list(changes.types(name));
  }

  /** Sets the limit of a type, or of all. */
  @POST
  @Path("limit")
  @RolesAllowed(Role.ADMIN)
  public String limit(String body) {
    Form form = Form.of(body);
    form.mustHave("name", "limit");
    String name = form.get("name");
    int limit = (int) form.number("limit", 0, 1_000_000);
    if (!changes.limit(name, limit)) {
      return "error";
    }
    return name.isEmpty()
        ? "set limit %d for all job types".formatted(limit)
        : "set limit %d for job type %s".formatted(limit, name);
  }
}
