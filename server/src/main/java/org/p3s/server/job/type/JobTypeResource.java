package org.p3s.server.job.type;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.protocol.Json;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.RequestBodies;

/** {@code /job-types}. */
@Path("/api/v1/job-types")
public class JobTypeResource {

  private final JobTypeOverview overview;
  private final JobTypeChanges changes;
  private final RequestBodies bodies;
  private final Caller caller;

  public JobTypeResource(
      JobTypeOverview overview, JobTypeChanges changes, RequestBodies bodies, Caller caller) {
    this.overview = overview;
    this.changes = changes;
    this.bodies = bodies;
    this.caller = caller;
  }

  /** All types that a job had or that somebody set, by name. */
  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<JobTypeView> list() {
    return new Listing<>(overview.all(), null);
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public JobTypeView show(@PathParam("name") String name) {
    return overview.find(name).orElseThrow(() -> Refusal.notFound("job type", name));
  }

  /** Sets all of a type: what is not given is as if nobody had ever said it. */
  @PUT
  @Path("{name}")
  @RolesAllowed(Role.ADMIN)
  public JobTypeView put(@PathParam("name") String name, JobTypeRequest request) {
    changes.change(name, type -> request.on(JobType.unrestricted(name)), caller.name());
    return show(name);
  }

  /** Changes what is given; a limit of null takes the limit away. */
  @PATCH
  @Path("{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = JobTypeRequest.class)))
  public JobTypeView change(@PathParam("name") String name, byte[] body) {
    JobTypeRequest request = bodies.read(body, JobTypeRequest.class);
    Set<String> given = fields(body);
    changes.change(name, type -> request.on(type, given), caller.name());
    return show(name);
  }

  private static Set<String> fields(byte[] body) {
    Set<String> fields = new HashSet<>();
    try {
      Json.MAPPER.readTree(body).fieldNames().forEachRemaining(fields::add);
    } catch (IOException e) {
      throw new IllegalStateException("it was read before", e);
    }
    return fields;
  }

  /** Takes back all that was said of a type. */
  @DELETE
  @Path("{name}")
  @RolesAllowed(Role.ADMIN)
  public void reset(@PathParam("name") String name) {
    changes.reset(name, caller.name());
  }
}
