package org.p3s.server.data;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Role;
import org.p3s.server.data.trigger.Judgement;
import org.p3s.server.data.trigger.Verdict;
import org.p3s.server.platform.RequestBodies;

/** {@code /triggers/test}: what would happen to a file. */
@Path("/api/v1/triggers/test")
public class TrialResource {

  /** A file to try; what it does not say is read from its name, as it is of a real one. */
  public record Trial(String name, Long run, String stream, Long size, Instant writtenAt) {

    FileEvent event() {
      return new FileEvent(
          name, "/" + name, size, null, run, null, stream, null, null, writtenAt, null);
    }
  }

  /**
   * What one trigger would do.
   *
   * @param prescale that would count for this file
   * @param answer a code for it
   * @param starts whether a workflow would start
   */
  public record Match(
      String trigger,
      String template,
      int prescale,
      Judgement.Answer answer,
      String why,
      boolean starts) {

    static Match of(Judgement said, Announcement file) {
      return new Match(
          said.rule().name(),
          said.rule().template(),
          said.rule().prescaleFor(file),
          said.answer(),
          said.why(),
          said.answer() == Judgement.Answer.TAKEN);
    }
  }

  /**
   * What would happen to a file like this now.
   *
   * @param cause null unless the file would end at once
   */
  public record Outcome(
      String name,
      Long run,
      String stream,
      FileState state,
      FileCause cause,
      String reason,
      List<Match> triggers) {}

  private final FileEvents events;
  private final Verdicts verdicts;
  private final RequestBodies bodies;

  TrialResource(FileEvents events, Verdicts verdicts, RequestBodies bodies) {
    this.events = events;
    this.verdicts = verdicts;
    this.bodies = bodies;
  }

  /** Says what would happen to such a file, and does nothing. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  @RequestBody(content = @Content(schema = @Schema(implementation = Trial.class)))
  public Outcome test(byte[] body) {
    Announcement file = events.read(bodies.read(body, Trial.class, this::check).event());
    Verdict verdict = verdicts.of(Map.of(file.url(), file), Verdicts.Use.TRIAL).get(file.url());
    return new Outcome(
        file.name(),
        file.run(),
        file.stream(),
        verdict.state(),
        verdict.cause(),
        verdict.reason(),
        verdict.judgements().stream().map(each -> Match.of(each, file)).toList());
  }

  private void check(Trial trial, List<Violation> broken) {
    events.check(trial.event(), broken);
    // it is made of the name
    broken.removeIf(each -> "url".equals(each.field()));
  }
}
