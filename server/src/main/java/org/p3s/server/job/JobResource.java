package org.p3s.server.job;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.LogChunk;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** What {@code /jobs} shows, and a payload's progress. */
@Path("/api/v1/jobs")
public class JobResource {

  private static final int MOST_PROGRESS = 4_096;

  /** A job with its attempts. */
  public record Detail(JobView job, List<Attempt> attempts) {}

  /**
   * The end of one stream of one attempt.
   *
   * @param start characters of the stream that came before the text
   */
  public record Log(long jobId, int attempt, LogChunk.Stream stream, long start, String text) {}

  private final JobStore jobs;
  private final LogStore logs;
  private final Caller caller;

  public JobResource(JobStore jobs, LogStore logs, Caller caller) {
    this.jobs = jobs;
    this.logs = logs;
    this.caller = caller;
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<JobView> list(
      @QueryParam("state") JobState state,
      @QueryParam("type") String type,
      @QueryParam("workflow") Long workflow,
      @QueryParam("pilot") Long pilot,
      @QueryParam("cursor") Long cursor,
      @QueryParam("limit") Integer limit) {
    if (workflow != null && (workflow < 0 || workflow > Long.MAX_VALUE / JobKey.VERTICES - 1)) {
      throw Refusal.notFound("workflow", workflow);
    }
    return jobs.list(
            new JobStore.Filter(state, type, workflow, pilot, cursor), Listing.limit(limit))
        .map(JobView::of);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Detail show(@PathParam("id") long id) {
    return new Detail(JobView.of(find(id)), jobs.attempts(id));
  }

  /** The end of a stream, 64 Ki characters at most, while the payload runs and after. */
  @GET
  @Path("{id}/log")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Log log(
      @PathParam("id") long id,
      @QueryParam("stream") LogChunk.Stream stream,
      @QueryParam("attempt") Integer attempt) {
    Job job = find(id);
    LogChunk.Stream wanted = stream == null ? LogChunk.Stream.STDOUT : stream;
    int which = attempt == null ? job.attempt() : attempt;
    LogStore.Tail tail = logs.tail(id, which, wanted).orElse(new LogStore.Tail(0, ""));
    return new Log(id, which, wanted, tail.start(), tail.text());
  }

  /** A payload says how far it is, as any JSON object. */
  @POST
  @Path("{id}/progress")
  @RolesAllowed(Role.PAYLOAD)
  public void progress(@PathParam("id") long id, JsonNode progress) {
    AttemptId attempt =
        caller
            .attempt()
            .filter(each -> each.jobId() == id)
            .orElseThrow(
                () -> Refusal.notAllowed("This token is not that of job %d.".formatted(id)));
    String json = progress.toString();
    if (!progress.isObject() || json.length() > MOST_PROGRESS) {
      throw Refusal.invalid(null, "Progress is a JSON object of up to 4 KiB.");
    }
    if (!jobs.noteProgress(id, attempt.attempt(), json)) {
      throw Refusal.conflict(
          "stale-attempt", "Attempt %d of job %d has ended.".formatted(attempt.attempt(), id));
    }
  }

  private Job find(long id) {
    return jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
  }
}
