package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.broker.Conversations;
import org.p3s.server.legacy.OldPilots.OldPilot;
import org.p3s.server.pilot.PilotState;
import org.p3s.server.pilot.Pilots;

/**
 * {@code /pilots/…}: signing on, asking for work, reporting, and ending pilots. Such a pilot has
 * one slot and runs one job at a time.
 */
@Path("/legacy/pilots")
@Produces(MediaType.APPLICATION_JSON)
public class PilotPaths {

  private static final String KILL = Serialized.reply("status", "KILL", "state", "killed");

  private final Pilots pilots;
  private final OldPilots old;
  private final SignOn signOn;
  private final Conversations conversations;
  private final Talk talk;
  private final Deletions deletions;
  private final Caller caller;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  public PilotPaths(
      Pilots pilots,
      OldPilots old,
      SignOn signOn,
      Conversations conversations,
      Talk talk,
      Deletions deletions,
      Caller caller) {
    this.pilots = pilots;
    this.old = old;
    this.signOn = signOn;
    this.conversations = conversations;
    this.talk = talk;
    this.deletions = deletions;
    this.caller = caller;
  }

  /** Signs on; again under the same uuid it is the same pilot, unless that one has ended. */
  @POST
  @Path("register")
  @RolesAllowed(Role.ENROL)
  public String register(String body) {
    Form form = Form.of(body);
    form.mustHave("uuid", "state", "site", "host", "ts", "pid", "extra");
    String uuid = form.uuid("uuid");
    if (old.find(uuid).filter(each -> !each.state().isTerminal()).isEmpty()) {
      signOn.signOn(
          uuid,
          form.text("host", 255, "unknown"),
          form.text("site", 255, "default"),
          form.text("extra", 255, null));
    }
    return Serialized.reply("status", "OK", "state", form.get("state", "active"));
  }

  /** Asks for a job; one whose lease had ended is signed on anew, as it would not do so itself. */
  @POST
  @Path("request")
  @RolesAllowed(Role.PILOT)
  public String request(String body) {
    Optional<OldPilot> found = old.find(Form.of(body).uuid("uuid"));
    if (found.isEmpty()) {
      return Serialized.reply("status", "FAIL", "state", "failbro", "error", "pilot not found");
    }
    OldPilot pilot = found.get();
    if (pilot.state() == PilotState.STOPPED) {
      return KILL;
    }
    if (pilot.command() != null) {
      conversations.signOff(pilot.id(), "an operator asked for it");
      return KILL;
    }
    long id =
        pilot.state() == PilotState.LOST
            ? signOn.signOn(pilot.uuid(), pilot.host(), pilot.site(), pilot.batchId())
            : pilot.id();
    return talk.request(id);
  }

  /** Says where in its life the pilot or its job is. */
  @POST
  @Path("report")
  @RolesAllowed(Role.PILOT)
  public String report(String body) {
    Form form = Form.of(body);
    form.mustHave("uuid", "state", "event");
    Optional<OldPilot> found = old.find(form.uuid("uuid"));
    if (found.isEmpty()) {
      return Serialized.reply("status", "FAIL", "state", "failrep", "error", "pilot not found");
    }
    OldPilot pilot = found.get();
    if (pilot.state() == PilotState.STOPPED) {
      return Talk.kill(pilot.uuid());
    }
    if (pilot.state() == PilotState.LOST) {
      return Serialized.reply("status", "FAIL", "state", "timeout", "error", "timeout");
    }
    return talk.report(pilot, form);
  }

  /**
   * Ends live pilots by one of {@code uuid}, {@code host}, {@code site}, {@code state}; of several
   * the last counts.
   */
  @POST
  @Path("kill")
  @RolesAllowed(Role.ADMIN)
  public String kill(String body) {
    Form form = Form.of(body);
    String by =
        List.of("uuid", "host", "site", "state").stream()
            .filter(form::has)
            .reduce((one, next) -> next)
            .orElse(null);
    if (by == null) {
      return Serialized.reply("status", "FAIL", "state", "failkill", "error", "pilot not found");
    }
    List<OldPilot> killed =
        old.live().stream().filter(each -> form.get(by).equals(property(each, by))).toList();
    killed.forEach(each -> pilots.command(each.id(), "STOP", caller.name()));
    return Talk.kill(killed.stream().map(OldPilot::uuid).collect(Collectors.joining(",")));
  }

  private static String property(OldPilot pilot, String name) {
    return switch (name) {
      case "uuid" -> pilot.uuid();
      case "host" -> pilot.host();
      case "site" -> pilot.site();
      default -> stateOf(pilot.state());
    };
  }

  /** A pilot's state in the words of the older p3s. */
  static String stateOf(PilotState state) {
    return switch (state) {
      case IDLE -> "no jobs";
      case BUSY, DRAINING, SUSPECT -> "running";
      case LOST -> "timeout";
      case STOPPED -> "stopped";
    };
  }

  /** Signs a pilot off, or all; what has ended is kept as history. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  @Produces(MediaType.TEXT_PLAIN)
  public String delete(String body) {
    String uuid = Form.of(body).get("uuid", "");
    if (uuid.equals("ALL")) {
      return deletions.ofAll("pilots", () -> old.live().forEach(this::end));
    }
    Optional<OldPilot> found = old.find(uuid);
    found.ifPresent(this::end);
    return uuid + (found.isPresent() ? " deleted" : " not found");
  }

  private void end(OldPilot pilot) {
    conversations.signOff(pilot.id(), "deleted by an old client");
  }
}
