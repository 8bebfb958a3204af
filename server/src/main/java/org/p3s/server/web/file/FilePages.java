package org.p3s.server.web.file;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.p3s.inbox.SourceStatus;
import org.p3s.server.account.Role;
import org.p3s.server.data.FileCause;
import org.p3s.server.data.FileState;
import org.p3s.server.data.inbox.InboxWatcher;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;
import org.p3s.server.web.run.Results;

/** {@code /files}. */
@Path("/files")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class FilePages {

  private static final int FILES = 100;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record FileList(
      List<Files.Line> files,
      Files.Filter filter,
      List<FileState> states,
      List<FileCause> causes,
      List<Files.Holder> holders,
      String next,
      long failing)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record FileDetail(
      Files.DataFile file,
      List<Files.Event> history,
      List<Files.Conflict> conflicts,
      List<Files.Started> workflows,
      List<Results.Plot> plots)
      implements TemplateInstance {}

  private final Files files;
  private final Results results;
  private final InboxWatcher inboxes;

  FilePages(Files files, Results results, InboxWatcher inboxes) {
    this.inboxes = inboxes;
    this.files = files;
    this.results = results;
  }

  @GET
  public TemplateInstance list(
      @QueryParam("run") String run,
      @QueryParam("state") String state,
      @QueryParam("cause") String cause,
      @QueryParam("name") String name,
      @QueryParam("cursor") String cursor) {
    FileState wanted = Asked.constant("state", state, FileState.class);
    FileCause why = Asked.constant("cause", cause, FileCause.class);
    Files.Filter filter =
        new Files.Filter(
            Asked.number("run", run),
            wanted == null ? null : wanted.name(),
            why == null ? null : why.name(),
            Asked.text(name),
            Asked.number("cursor", cursor));
    Listing<Files.Line> found = files.list(filter, FILES);
    String next =
        found.next() == null
            ? ""
            : Link.to("/files")
                .with("run", filter.run())
                .with("state", filter.state())
                .with("cause", filter.cause())
                .with("name", filter.name())
                .with("cursor", found.next())
                .address();
    return new FileList(
        found.items(),
        filter,
        List.of(FileState.values()),
        List.of(FileCause.values()),
        files.holders(),
        next,
        failing());
  }

  private long failing() {
    return inboxes.sources().stream()
        .filter(each -> each.state() == SourceStatus.State.FAILING)
        .count();
  }

  @GET
  @Path("{id}")
  public TemplateInstance show(@PathParam("id") long id) {
    Files.DataFile file = files.find(id).orElseThrow(() -> Refusal.notFound("file", id));
    return new FileDetail(
        file,
        files.history(id),
        files.conflicts(id),
        files.workflows(List.of(id)),
        results.plotsOfFile(id, 60));
  }
}
