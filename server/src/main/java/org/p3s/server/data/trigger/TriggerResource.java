package org.p3s.server.data.trigger;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.RequestBodies;

/** {@code /triggers}. */
@Path("/api/v1/triggers")
public class TriggerResource {

  /**
   * A trigger as the API shows it.
   *
   * @param template null when it was deleted, which keeps the trigger from starting anything
   */
  public record View(
      long id,
      String name,
      String pattern,
      String template,
      int prescale,
      Duration eta,
      Integer priority,
      boolean enabled,
      String createdBy,
      Instant createdAt) {}

  /** A file name to try. */
  public record Trial(@NotBlank String name) {}

  /** What one trigger would do; {@code starts} is false when the prescale passes the file over. */
  public record Match(String trigger, String template, int prescale, boolean starts) {}

  /** What would happen to a file of this name. */
  public record Outcome(String name, String state, String reason, List<Match> triggers) {}

  private final Triggers triggers;
  private final RequestBodies bodies;
  private final Caller caller;

  public TriggerResource(Triggers triggers, RequestBodies bodies, Caller caller) {
    this.triggers = triggers;
    this.bodies = bodies;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = TriggerRequest.class)))
  public Response create(byte[] body) {
    TriggerRequest request = bodies.read(body, TriggerRequest.class, TriggerRequest::checkNew);
    Trigger made = triggers.create(request, caller.name());
    return Response.created(URI.create("/api/v1/triggers/" + made.id)).entity(view(made)).build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Listing<View> list() {
    return new Listing<>(triggers.list().stream().map(this::view).toList(), null);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public View show(@PathParam("id") long id) {
    return view(triggers.find(id));
  }

  /** Changes what is given. */
  @PATCH
  @Path("{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.ADMIN)
  @RequestBody(content = @Content(schema = @Schema(implementation = TriggerRequest.class)))
  public View change(@PathParam("id") long id, byte[] body) {
    TriggerRequest request = bodies.read(body, TriggerRequest.class, TriggerRequest::check);
    return view(triggers.change(id, request, caller.name()));
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMIN)
  public void delete(@PathParam("id") long id) {
    triggers.delete(id, caller.name());
  }

  /** Says what would happen to a file of this name, and does nothing. */
  @POST
  @Path("test")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Outcome test(Trial trial) {
    Verdict verdict = triggers.judge().apply(trial.name());
    List<Match> matches =
        Stream.concat(
                verdict.taken().stream().map(rule -> match(rule, true)),
                verdict.prescaled().stream().map(rule -> match(rule, false)))
            .toList();
    String state =
        !verdict.taken().isEmpty()
            ? "SELECTED"
            : verdict.isMatched() ? "PRESCALED" : "UNCLASSIFIED";
    return new Outcome(trial.name(), state, verdict.reason(), matches);
  }

  private static Match match(Rule rule, boolean starts) {
    return new Match(rule.name(), rule.template(), rule.prescale(), starts);
  }

  private View view(Trigger trigger) {
    return new View(
        trigger.id,
        trigger.name,
        trigger.pattern,
        triggers.templateOf(trigger),
        trigger.prescale,
        trigger.eta == null ? null : Duration.parse(trigger.eta),
        trigger.priority,
        trigger.enabled,
        trigger.createdBy,
        trigger.createdAt);
  }
}
