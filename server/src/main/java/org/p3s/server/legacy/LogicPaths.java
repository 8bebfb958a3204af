package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/** {@code /logic/…}: the log of services, and what scripts of operators clean up. */
@Path("/legacy/logic")
@Produces(MediaType.TEXT_PLAIN)
public class LogicPaths {

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_MESSAGE = 10_000;
  private static final List<String> PURGED =
      List.of("pilot", "job", "workflow", "dataset", "service");

  /** Seconds; a pilot that is well may be silent for so long. */
  private static final long SHORTEST = 30;

  private static final long LONGEST = 10L * 365 * 24 * 3_600;

  private final Services services;
  private final TimeOuts timeOuts;
  private final Retention retention;
  private final Deletions deletions;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  LogicPaths(
      Services services,
      TimeOuts timeOuts,
      Retention retention,
      Deletions deletions,
      Caller caller,
      Audit audit) {
    this.services = services;
    this.timeOuts = timeOuts;
    this.retention = retention;
    this.deletions = deletions;
    this.caller = caller;
    this.audit = audit;
  }

  /** A script tells how it fared. */
  @POST
  @Path("service")
  @RolesAllowed(Role.DAQ)
  public String service(String body) {
    Form form = Form.of(body);
    if (!form.has("message")) {
      return "empty message";
    }
    services.add(form.text("name", LONGEST_NAME, ""), form.text("message", LONGEST_MESSAGE, ""));
    return "OK";
  }

  /** Takes lines out of the log. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    String keys = Form.of(body).get("pk", "");
    if (keys.isEmpty()) {
      return "No key for deletion";
    }
    return keys.equals("ALL")
        ? deletions.ofAll("services", services::deleteAll)
        : "Entries %s deleted".formatted(services.delete(Keys.of(keys)).stream().sorted().toList());
  }

  /**
   * Lets go datasets and services that are older than they have to be kept. Workflows and jobs go
   * by themselves, and pilots stay in the books.
   */
  @POST
  @Path("purge")
  @RolesAllowed(Role.ADMIN)
  public String purge(String body) {
    Form form = Form.of(body);
    String what = form.get("what", "");
    String state = form.text("state", LONGEST_NAME, "");
    if (!PURGED.contains(what)) {
      throw Refusal.invalid("what", "what must be one of " + String.join(", ", PURGED));
    }
    int gone =
        switch (what) {
          case "service" -> retention.dropServices();
          case "dataset" -> retention.dropDatasets(state.isEmpty() ? null : state);
          default -> 0;
        };
    String said = "purge object:\"%s\" in state:\"%s\" deletions:%d".formatted(what, state, gone);
    return isSet(form, "direct") ? note("purge", said, gone > 0 || !isSet(form, "skip0")) : said;
  }

  /**
   * Gives up old pilots that have been silent for longer than {@code to} seconds; nobody, while the
   * server itself has not listened for so long.
   */
  @POST
  @Path("pilotTO")
  @RolesAllowed(Role.ADMIN)
  public String pilotTimeOut(String body) {
    Form form = Form.of(body);
    long seconds = seconds(form);
    if (seconds < SHORTEST) {
      return "pilotTO: refused, to=%d would give up pilots that are well; it must be at least %d"
          .formatted(seconds, SHORTEST);
    }
    Map<String, String> lost = timeOuts.pilots(seconds);
    if (lost.isEmpty()) {
      return "";
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("N", String.valueOf(lost.size()));
    reply.put("TO", lost);
    String said = Serialized.json(reply);
    audit.note(
        caller.name(), "time out pilots", "", "%d after %d s".formatted(lost.size(), seconds));
    return isSet(form, "direct") ? note("TO", said, true) : said;
  }

  /**
   * Ends jobs that old pilots have been running for longer than {@code to} seconds, or than their
   * own time limit when that is 0.
   */
  @POST
  @Path("jobTO")
  @RolesAllowed(Role.ADMIN)
  public String jobTimeOut(String body) {
    Form form = Form.of(body);
    long seconds = seconds(form);
    if (seconds < 0) {
      throw Refusal.invalid("to", "to must not be negative");
    }
    int ended = timeOuts.jobs(seconds);
    String said = "deleted timeout jobs: " + ended;
    if (ended > 0) {
      audit.note(caller.name(), "time out jobs", "", "%d after %d s".formatted(ended, seconds));
    }
    return isSet(form, "direct") ? note("jobTO", said, ended > 0) : said;
  }

  private static long seconds(Form form) {
    return Math.min(LONGEST, form.number("to", -LONGEST, 999_999_999_999L));
  }

  private static boolean isSet(Form form, String name) {
    return !Set.of("", "0", "False", "false").contains(form.get(name, ""));
  }

  /** Instead of a reply. */
  private String note(String service, String said, boolean worthIt) {
    if (worthIt) {
      services.add(service, said);
    }
    return "";
  }
}
