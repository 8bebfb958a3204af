package org.p3s.server.web.file;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.p3s.inbox.SourceStatus;
import org.p3s.server.account.Role;
import org.p3s.server.data.inbox.InboxWatcher;

/** {@code /sources}: where new files come from, and what is wrong there. */
@Path("/sources")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class SourcePages {

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record SourceList(List<SourceStatus> sources) implements TemplateInstance {}

  private final InboxWatcher inboxes;

  SourcePages(InboxWatcher inboxes) {
    this.inboxes = inboxes;
  }

  @GET
  public TemplateInstance list() {
    return new SourceList(inboxes.sources());
  }
}
