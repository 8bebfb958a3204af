package org.p3s.server.pilot;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** {@code /pilots}, without the conversation with pilots themselves. */
@Path("/api/v1/pilots")
public class PilotResource {

  /** A pilot as the API shows it. */
  public record View(
      long id,
      String name,
      String host,
      String site,
      int slots,
      int held,
      int cores,
      int memoryMiB,
      int gpus,
      Map<String, String> labels,
      String version,
      String batchId,
      PilotState state,
      String reason,
      String command,
      Instant registeredAt,
      Instant seenAt,
      Instant leaseUntil,
      Instant endedAt) {

    static View of(Pilot each) {
      return new View(
          each.id(),
          each.name(),
          each.host(),
          each.site(),
          each.slots(),
          each.held(),
          each.cores(),
          each.memoryMib(),
          each.gpus(),
          each.labelMap(),
          each.version(),
          each.batchId(),
          each.state(),
          each.reason(),
          each.command(),
          each.registeredAt(),
          each.seenAt(),
          each.leaseUntil(),
          each.endedAt());
    }
  }

  private final Pilots pilots;
  private final Caller caller;

  public PilotResource(Pilots pilots, Caller caller) {
    this.pilots = pilots;
    this.caller = caller;
  }

  @POST
  @RolesAllowed({Role.ENROL, Role.ADMIN})
  public Uni<Response> register(PilotRegistration registration) {
    check(registration);
    return Uni.createFrom()
        .completionStage(pilots.register(registration))
        .map(
            welcome ->
                Response.created(URI.create("/api/v1/pilots/" + welcome.pilotId()))
                    .entity(welcome)
                    .build());
  }

  private static void check(PilotRegistration it) {
    List<Violation> found = new ArrayList<>();
    text(found, "name", it.name(), true);
    text(found, "host", it.host(), false);
    text(found, "site", it.site(), false);
    text(found, "version", it.version(), true);
    text(found, "batchId", it.batchId(), true);
    range(found, "slots", it.slots(), 1, 1024);
    range(found, "cores", it.cores(), 1, 65_536);
    range(found, "memoryMiB", it.memoryMiB(), 0, Integer.MAX_VALUE);
    range(found, "gpus", it.gpus(), 0, 1024);
    if (it.labels() != null) {
      range(found, "labels", it.labels().size(), 0, 64);
      it.labels().forEach((key, value) -> text(found, "labels." + key, value, false));
    }
    if (!found.isEmpty()) {
      throw Refusal.invalid(found);
    }
  }

  private static void text(List<Violation> found, String field, String value, boolean optional) {
    if (value == null
        ? !optional
        : value.isBlank() || value.length() > 255 || value.indexOf('\0') >= 0) {
      found.add(new Violation(field, null, field + " must be a text of 1 to 255 characters"));
    }
  }

  private static void range(List<Violation> found, String field, int value, int least, int most) {
    if (value < least || value > most) {
      found.add(
          new Violation(field, null, "%s must be between %d and %d".formatted(field, least, most)));
    }
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<View> list(
      @QueryParam("state") PilotState state,
      @QueryParam("site") String site,
      @QueryParam("live") @DefaultValue("false") boolean live,
      @QueryParam("cursor") Long cursor,
      @QueryParam("limit") Integer limit) {
    Listing<Pilot> found = pilots.list(state, site, live, cursor, Listing.limit(limit));
    return new Listing<>(found.items().stream().map(View::of).toList(), found.next());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public View show(@PathParam("id") long id) {
    return View.of(pilots.find(id));
  }

  @POST
  @Path("{id}/drain")
  @RolesAllowed(Role.ADMIN)
  public View drain(@PathParam("id") long id) {
    pilots.command(id, "DRAIN", caller.name());
    return show(id);
  }

  @POST
  @Path("{id}/stop")
  @RolesAllowed(Role.ADMIN)
  public View stop(@PathParam("id") long id) {
    pilots.command(id, "STOP", caller.name());
    return show(id);
  }

  /** Drains all pilots of a site. */
  @POST
  @Path("drain")
  @RolesAllowed(Role.ADMIN)
  public List<Long> drainSite(@QueryParam("site") String site) {
    if (site == null || site.isBlank()) {
      throw Refusal.invalid("site", "Say which site: /pilots/drain?site=…");
    }
    return pilots.drainSite(site, caller.name());
  }
}
