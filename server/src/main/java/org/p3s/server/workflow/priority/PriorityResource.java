package org.p3s.server.workflow.priority;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.RequestBodies;

/** {@code /priorities}. */
@Path("/api/v1/priorities")
public class PriorityResource {

  /**
   * What setting a priority did, or would do.
   *
   * @param reordered jobs that wait and get another priority by it
   * @param rule null when it was only asked for
   */
  public record Outcome(long reordered, PriorityRule rule) {}

  private final Priorities priorities;
  private final RequestBodies bodies;
  private final Caller caller;

  public PriorityResource(Priorities priorities, RequestBodies bodies, Caller caller) {
    this.priorities = priorities;
    this.bodies = bodies;
    this.caller = caller;
  }

  /** Sets the priority of jobs; the same ones again are changed, so that repeating it is safe. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = PriorityRequest.class)))
  public Response set(byte[] body, @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
    PriorityRequest request = bodies.read(body, PriorityRequest.class, priorities::check);
    if (dryRun) {
      return Response.ok(new Outcome(priorities.count(request), null)).build();
    }
    Priorities.Done done = priorities.set(request, caller.name());
    return Response.created(URI.create("/api/v1/priorities/" + done.rule().id()))
        .entity(new Outcome(done.reordered(), done.rule()))
        .build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<PriorityRule> list() {
    return new Listing<>(priorities.list(), null);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public PriorityRule show(@PathParam("id") long id) {
    return priorities.find(id);
  }

  /** New jobs are not meant any more; those that wait keep their priority. */
  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMIN)
  public void delete(@PathParam("id") long id) {
    priorities.delete(id, caller.name());
  }
}
