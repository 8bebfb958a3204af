package org.p3s.server.broker;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.LogChunk;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.LogStore;
import org.p3s.server.platform.Refusal;

/** The conversation with a pilot. */
@Path("/api/v1/pilots/{id}")
@RolesAllowed(Role.PILOT)
public class ExchangeResource {

  private static final int MOST_TEXT = 256 * 1024;

  private final Conversations conversations;
  private final JobStore jobs;
  private final LogStore logs;
  private final Caller caller;

  public ExchangeResource(
      Conversations conversations, JobStore jobs, LogStore logs, Caller caller) {
    this.conversations = conversations;
    this.jobs = jobs;
    this.logs = logs;
    this.caller = caller;
  }

  /** Reports, renews the leases of what runs, and asks for more; answers after at most its wait. */
  @POST
  @Path("exchange")
  @NonBlocking
  public Uni<ExchangeAnswer> exchange(@PathParam("id") long id, ExchangeRequest request) {
    caller.mustBePilot(id);
    return conversations.exchange(id, request);
  }

  /** A piece of a payload's output; refused when its attempt is not this pilot's any more. */
  @POST
  @Path("log")
  public void log(@PathParam("id") long id, LogChunk chunk) {
    caller.mustBePilot(id);
    if (chunk.stream() == null || chunk.text() == null || chunk.offset() < 0) {
      throw Refusal.invalid(null, "A piece of log needs jobId, attempt, stream, offset and text.");
    }
    if (chunk.text().length() > MOST_TEXT || chunk.text().indexOf('\0') >= 0) {
      throw Refusal.invalid("text", "text holds at most 256 Ki characters and no NUL");
    }
    if (!jobs.isHeldBy(chunk.jobId(), chunk.attempt(), id)) {
      throw Refusal.gone(
          "stale-attempt",
          "Attempt %d of job %d is not this pilot's.".formatted(chunk.attempt(), chunk.jobId()));
    }
    logs.append(chunk);
  }

  /** Signs off; what the pilot still holds goes back into the queue. */
  @DELETE
  public void signOff(@PathParam("id") long id) {
    caller.mustBePilot(id);
    conversations.signOff(id, "signed off");
  }
}
