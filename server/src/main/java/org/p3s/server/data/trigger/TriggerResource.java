package org.p3s.server.data.trigger;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.RequestBodies;

/** {@code /triggers}. */
@Path("/api/v1/triggers")
public class TriggerResource {

  /**
   * How a trigger is resumed.
   *
   * @param missed {@code newest}, {@code all} or {@code none}
   */
  public record Resumed(@Schema(enumeration = {"newest", "all", "none"}) String missed) {

    static void check(Resumed request, List<Violation> broken) {
      if (Arrays.stream(Resume.values()).noneMatch(each -> word(each).equals(request.missed))) {
        broken.add(new Violation("missed", null, "missed must be one of newest, all, none"));
      }
    }

    private static String word(Resume choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }

    Resume choice() {
      return Resume.valueOf(missed.toUpperCase(Locale.ROOT));
    }
  }

  private final Triggers triggers;
  private final TriggerCheck check;
  private final TriggerViews views;
  private final RequestBodies bodies;
  private final Caller caller;

  TriggerResource(
      Triggers triggers,
      TriggerCheck check,
      TriggerViews views,
      RequestBodies bodies,
      Caller caller) {
    this.triggers = triggers;
    this.check = check;
    this.views = views;
    this.bodies = bodies;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = TriggerRequest.class)))
  public Response create(byte[] body) {
    TriggerRequest request = bodies.read(body, TriggerRequest.class, check::checkNew);
    Trigger made = triggers.create(request, caller.name());
    return Response.created(URI.create("/api/v1/triggers/" + made.id))
        .entity(views.of(made))
        .build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Listing<TriggerView> list() {
    return new Listing<>(views.of(triggers.list()), null);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public TriggerView show(@PathParam("id") long id) {
    return views.of(triggers.find(id));
  }

  /** Changes what is given. */
  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = TriggerRequest.class)))
  public TriggerView change(@PathParam("id") long id, byte[] body) {
    Trigger old = triggers.find(id);
    TriggerRequest request =
        bodies.read(
            body, TriggerRequest.class, (change, broken) -> check.check(old, change, broken));
    return views.of(triggers.change(id, request, caller.name()));
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMIN)
  public void delete(@PathParam("id") long id) {
    triggers.delete(id, caller.name());
  }

  /** Holds the files that it would take, until it is resumed. */
  @POST
  @Path("{id}/pause")
  @RolesAllowed(Role.ADMIN)
  public TriggerView pause(@PathParam("id") long id) {
    return views.of(triggers.pause(id, caller.name()));
  }

  /** Takes files again, and decides about those that it missed. */
  @POST
  @Path("{id}/resume")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = Resumed.class)))
  public TriggerView resume(@PathParam("id") long id, byte[] body) {
    Resumed request = bodies.read(body, Resumed.class, Resumed::check);
    return views.of(triggers.resume(id, request.choice(), caller.name()));
  }
}
