package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/** {@code /sites/…}: parameters of pilots by site. */
@Path("/legacy/sites")
@Produces(MediaType.APPLICATION_JSON)
public class SitePaths {

  private final Sites sites;
  private final Caller caller;
  private final Audit audit;

  SitePaths(Sites sites, Caller caller, Audit audit) {
    this.sites = sites;
    this.caller = caller;
    this.audit = audit;
  }

  /** One site, or all when no name is given. */
  @GET
  @RolesAllowed(Role.VIEWER)
  public String list(@QueryParam("name") String name) {
    if (name == null || name.isEmpty()) {
      return Serialized.list(sites.list());
    }
    List<Serialized> found = sites.find(name);
    if (found.isEmpty()) {
      throw Refusal.notFound("site", name);
    }
    return Serialized.list(found);
  }

  /** Adds a site, or changes what the form says of it. */
  @POST
  @Path("define")
  @RolesAllowed(Role.ADMIN)
  public Response define(String body) {
    Form form = Form.of(body);
    if (!form.has("site")) {
      return text("No data provided for site definition");
    }
    Optional<SiteDefinition> site = SiteDefinition.read(form.get("site"));
    if (site.isEmpty()) {
      return text("Error parsing JSON");
    }
    List<Serialized> stored = sites.put(site.get());
    audit.note(caller.name(), "define site", site.get().name(), "");
    return Response.ok(Serialized.list(stored)).build();
  }

  private static Response text(String text) {
    return Response.ok(text, MediaType.TEXT_PLAIN).build();
  }

  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  @Produces(MediaType.TEXT_PLAIN)
  public String delete(String body) {
    String name = Form.of(body).get("site", "");
    if (!sites.delete(name)) {
      return "Error deleting " + name;
    }
    audit.note(caller.name(), "delete site", name, "");
    return "Successfully deleted " + name;
  }
}
