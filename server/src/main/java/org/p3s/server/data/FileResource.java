package org.p3s.server.data;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.protocol.FileAnswer;
import org.p3s.protocol.FileEvent;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.RequestBodies;
import org.p3s.server.workflow.WorkflowState;
import org.p3s.server.workflow.Workflows;

/** {@code /files}: the hook that announces them, and what became of them. */
@Path("/api/v1/files")
public class FileResource {

  /** The most files of one announcement. */
  public static final int MOST = 10_000;

  /** A file as lists show it. */
  public record View(
      long id,
      String name,
      String url,
      Long run,
      Integer subrun,
      String stream,
      String detector,
      Long size,
      String adler32,
      String buffer,
      Instant writtenAt,
      FileState state,
      FileCause cause,
      String reason,
      String source,
      Instant seenAt,
      Instant settledAt) {

    static View of(File file) {
      return new View(
          file.id(),
          file.name(),
          file.url(),
          file.run(),
          file.subrun(),
          file.stream(),
          file.detector(),
          file.size(),
          file.adler32(),
          file.buffer(),
          file.writtenAt(),
          file.state(),
          file.cause(),
          file.reason(),
          file.source(),
          file.seenAt(),
          file.settledAt());
    }
  }

  /** A step of a file's history. */
  public record Step(Instant at, FileState state, String reason) {}

  /** What was announced under the same URL and contradicts. */
  public record Conflict(Instant at, Long size, String adler32, String source) {}

  /** A workflow that the file started. */
  public record WorkflowRef(long id, String template, WorkflowState state, String createdBy) {}

  /** A file with all that is known of it. */
  public record Detail(
      View file,
      @JsonRawValue String metadata,
      List<Step> history,
      List<Conflict> conflicts,
      List<WorkflowRef> workflows) {}

  private final Announcements announcements;
  private final Files files;
  private final FileEvents events;
  private final Workflows workflows;
  private final RequestBodies bodies;
  private final Caller caller;

  public FileResource(
      Announcements announcements,
      Files files,
      FileEvents events,
      Workflows workflows,
      RequestBodies bodies,
      Caller caller) {
    this.announcements = announcements;
    this.files = files;
    this.events = events;
    this.workflows = workflows;
    this.bodies = bodies;
    this.caller = caller;
  }

  /**
   * Announces one file, or a list; all are taken or none. A file that is known already is answered
   * with what became of it.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.DAQ, Role.ADMIN})
  @Blocking // reading and checking a long list takes a while
  @RequestBody(content = @Content(schema = @Schema(oneOf = {FileEvent.class, FileEvent[].class})))
  public Uni<Response> announce(byte[] body) {
    List<FileEvent> read = bodies.readList(body, FileEvent.class, events::check);
    if (read.isEmpty() || read.size() > MOST) {
      throw Refusal.invalid(null, "Send between 1 and %d files at once.".formatted(MOST));
    }
    boolean isList = RequestBodies.isArray(body);
    return Uni.createFrom()
        .completionStage(
            announcements.announce(read.stream().map(events::read).toList(), caller.name()))
        .map(answers -> isList ? Response.ok(new Listing<>(answers, null)).build() : only(answers));
  }

  private static Response only(List<FileAnswer> answers) {
    FileAnswer only = answers.get(0);
    URI location = URI.create("/api/v1/files/" + only.id());
    return Response.status(only.isNew() ? 201 : 200).location(location).entity(only).build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Listing<View> list(
      @QueryParam("state") FileState state,
      @QueryParam("cause") FileCause cause,
      @QueryParam("run") Long run,
      @QueryParam("name") String prefix,
      @QueryParam("cursor") Long cursor,
      @QueryParam("limit") Integer limit) {
    if (prefix != null && !FileEvents.isPlain(prefix)) {
      throw Refusal.invalid("name", "name must not hold control characters");
    }
    Listing<File> found = files.list(state, cause, run, prefix, cursor, Listing.limit(limit));
    return new Listing<>(found.items().stream().map(View::of).toList(), found.next());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Detail show(@PathParam("id") long id) {
    File file = files.find(id);
    return new Detail(
        View.of(file),
        file.metadata(),
        files.history(id).stream()
            .map(each -> new Step(each.at(), each.state(), each.reason()))
            .toList(),
        files.conflicts(id).stream()
            .map(each -> new Conflict(each.at(), each.size(), each.adler32(), each.source()))
            .toList(),
        workflows.list(null, null, id, null, Listing.MOST).items().stream()
            .map(
                each -> new WorkflowRef(each.id(), each.template(), each.state(), each.createdBy()))
            .toList());
  }
}
