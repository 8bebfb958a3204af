package org.p3s.server.data.inbox;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.p3s.inbox.SourceStatus;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;

/** {@code /sources}: the inboxes that this server watches, and how each fares. */
@Path("/api/v1/sources")
public class SourceResource {

  private final InboxWatcher inboxes;

  SourceResource(InboxWatcher inboxes) {
    this.inboxes = inboxes;
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Listing<SourceStatus> list() {
    return new Listing<>(inboxes.sources(), null);
  }
}
