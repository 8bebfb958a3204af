package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Collectors;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/** What of {@code /monitor/…} only old clients know: it has no page, so it is a list as text. */
@Path("/legacy/monitor")
@Produces(MediaType.TEXT_PLAIN)
public class MonitorLists {

  private static final int SERVICES = 200;

  private final Services services;
  private final Sites sites;

  MonitorLists(Services services, Sites sites) {
    this.services = services;
    this.sites = sites;
  }

  /** The newest lines that scripts told. */
  @GET
  @Path("services")
  @RolesAllowed(Role.VIEWER)
  public String services() {
    return services.newest(SERVICES).stream()
        .map(
            each ->
                "%d\t%s\t%s\t%s\n"
                    .formatted(
                        each.id(), Serialized.time(each.ts()), each.name(), oneLine(each.info())))
        .collect(Collectors.joining());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @GET
  @Path("sites")
  @RolesAllowed(Role.VIEWER)
  public String sites() {
    return sites.list().stream().map(MonitorLists::line).collect(Collectors.joining());
  }

  @GET
  @Path("sitedetail")
  @RolesAllowed(Role.VIEWER)
  public String site(@QueryParam("name") String name) {
    return sites.find(name == null ? "" : name).stream()
        .map(MonitorLists::line)
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("site", name));
  }

  private static String line(Serialized site) {
    return site.pk() + "\t" + Serialized.json(site.fields()) + "\n";
  }
}
