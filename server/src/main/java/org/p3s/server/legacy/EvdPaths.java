package org.p3s.server.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Role;
import org.p3s.server.data.FileEvents;
import org.p3s.server.legacy.Displays.Display;
import org.p3s.server.legacy.Entries.Gone;
import org.p3s.server.legacy.Entries.Kind;
import org.p3s.server.platform.Refusal;

/** {@code /evd/…}: event displays, which are kept as they are told and shown nowhere any more. */
@Path("/legacy/evd")
@Produces(MediaType.TEXT_PLAIN)
public class EvdPaths {

  private static final int MOST = 10_000;

  private final Entries entries;
  private final Displays displays;
  private final Times times;
  private final Deletions deletions;

  public EvdPaths(Entries entries, Displays displays, Times times, Deletions deletions) {
    this.entries = entries;
    this.displays = displays;
    this.times = times;
    this.deletions = deletions;
  }

  /** Keeps a list of displays. */
  @POST
  @Path("add")
  @RolesAllowed(Role.DAQ)
  public String add(String body) {
    Form form = Form.of(body);
    form.mustHave("json");
    List<Violation> broken = new ArrayList<>();
    List<Display> read = new ArrayList<>();
    JsonNode list = list(form.get("json"));
    for (int i = 0; i < list.size() && broken.size() < 100; i++) {
      read.add(display("json[" + i + "]", list.get(i), broken));
    }
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    displays.add(read);
    return "Adding evdisp";
  }

  private static JsonNode list(String json) {
    try {
      JsonNode list = Json.MAPPER.readTree(json);
      if (!list.isArray() || list.size() > MOST) {
        throw Refusal.invalid("json", "json must be a list of at most %d displays".formatted(MOST));
      }
      return list;
    } catch (JsonProcessingException e) {
      throw Refusal.invalid("json", "json is no JSON: " + e.getOriginalMessage());
    }
  }

  private Display display(String at, JsonNode node, List<Violation> broken) {
    if (!node.isObject()) {
      broken.add(new Violation(at, null, at + " must be an object"));
      return null;
    }
    Integer run = number(at, node, "run", broken);
    if (run == null) {
      broken.add(new Violation(at + ".run", null, at + ".run is missing"));
    }
    return new Display(
        run == null ? 0 : run,
        number(at, node, "subrun", broken),
        number(at, node, "evnum", broken),
        number(at, node, "changroup", broken),
        text(at, node, "datatype", broken),
        text(at, node, "j_uuid", broken),
        times.read(at + ".ts", text(at, node, "ts", broken)));
  }

  private static Integer number(String at, JsonNode node, String field, List<Violation> broken) {
    String text = node.path(field).asText().strip();
    if (text.isEmpty() || text.equals("null")) {
      return null;
    }
    if (!text.matches("0*[0-9]{1,9}")) {
      String name = at + "." + field;
      broken.add(new Violation(name, null, name + " must be a whole number"));
      return null;
    }
    return Integer.valueOf(text);
  }

  private static String text(String at, JsonNode node, String field, List<Violation> broken) {
    String text = node.path(field).asText();
    if (text.length() > 64 || !FileEvents.isPlain(text)) {
      String name = at + "." + field;
      broken.add(
          new Violation(name, null, name + " must have at most 64 characters, no control ones"));
      return "";
    }
    return text.equals("null") ? "" : text;
  }

  /** Forgets displays: by number, of runs, of a job, or all. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    String ids = form.get("pk", form.get("id", ""));
    String runs = form.get("run", "");
    String uuid = form.text("j_uuid", 64, "");
    if (ids.equals("ALL") || runs.equals("ALL")) {
      return deletions.ofAll(
          "evdisp entries",
          () -> entries.delete(Kind.EVDISP, Choice.all()),
          "Deleted all evdisp entries");
    }
    if (!ids.isEmpty()) {
      List<Gone> gone = entries.delete(Kind.EVDISP, Choice.ids(Keys.of(ids)));
      return "Entries %s deleted".formatted(gone.stream().map(Gone::id).toList());
    }
    if (!runs.isEmpty()) {
      List<Gone> gone = entries.delete(Kind.EVDISP, Choice.runs(Keys.of("run", runs)));
      return "Runs deleted: " + PurityPaths.runsOf(gone);
    }
    if (uuid.isEmpty()) {
      return "Missing key(s) for deletion";
    }
    boolean found = !entries.delete(Kind.EVDISP, Choice.job(uuid)).isEmpty();
    return "Displays for job %s%s".formatted(uuid, found ? " deleted" : ": delete failed");
  }

  /** One more than the highest run. */
  @GET
  @Path("maxrun")
  @RolesAllowed(Role.VIEWER)
  public String maxrun() {
    return Long.toString(entries.nextRun(Kind.EVDISP));
  }
}
