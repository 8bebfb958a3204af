package org.p3s.server.legacy;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.p3s.server.account.Role;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.legacy.OldPilots.OldPilot;
import org.p3s.server.platform.Refusal;

/**
 * {@code /monitor/…}: bookmarks and links of the older pages lead to the page of ours that shows
 * the same. What has no page here is a list in plain text.
 */
@Path("/legacy/monitor")
public class MonitorPages {

  private static final int SERVICES = 200;
  private static final int LONGEST = 256;

  private final Addresses addresses;
  private final JobIds jobs;
  private final OldPilots pilots;
  private final Datasets datasets;
  private final Services services;
  private final Sites sites;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  MonitorPages(
      Addresses addresses,
      JobIds jobs,
      OldPilots pilots,
      Datasets datasets,
      Services services,
      Sites sites) {
    this.addresses = addresses;
    this.jobs = jobs;
    this.pilots = pilots;
    this.datasets = datasets;
    this.services = services;
    this.sites = sites;
  }

  @GET
  @Path("jobs")
  @PermitAll
  public Response jobs() {
    return page("jobs");
  }

  @GET
  @Path("pilots")
  @PermitAll
  public Response pilots() {
    return page("pilots");
  }

  @GET
  @Path("data")
  @PermitAll
  public Response data() {
    return page("files");
  }

  /** Data types stand with the templates that use them, and in the API. */
  @GET
  @Path("datatypes")
  @PermitAll
  public Response dataTypes() {
    return page("api/v1/data-types");
  }

  @GET
  @Path("dags")
  @PermitAll
  public Response dags() {
    return page("templates");
  }

  @GET
  @Path("workflows")
  @PermitAll
  public Response workflows() {
    return page("workflows");
  }

  @GET
  @Path("jobdetail")
  @PermitAll
  public Response job(@QueryParam("uuid") String uuid, @QueryParam("pk") Long pk) {
    return page("jobs/{id}", id("job", pk, uuid, jobs.find(text(uuid))));
  }

  @GET
  @Path("pilotdetail")
  @PermitAll
  public Response pilot(@QueryParam("uuid") String uuid, @QueryParam("pk") Long pk) {
    Optional<OldPilot> found = pilots.find(text(uuid));
    OptionalLong id = found.map(pilot -> OptionalLong.of(pilot.id())).orElse(OptionalLong.empty());
    return page("pilots/{id}", id("pilot", pk, uuid, id));
  }

  @GET
  @Path("wfdetail")
  @PermitAll
  public Response workflow(@QueryParam("uuid") String uuid, @QueryParam("pk") Long pk) {
    return page("workflows/{id}", id("workflow", pk, uuid, WorkUuid.WORKFLOW.id(text(uuid))));
  }

  /** The files of that name. */
  @GET
  @Path("datadetail")
  @PermitAll
  public Response dataset(
      @QueryParam("uuid") String uuid, @QueryParam("pk") Long pk, @QueryParam("name") String name) {
    String wanted =
        text(name).isEmpty()
            ? datasets
                .nameOf(pk == null ? 0 : pk, text(uuid))
                .orElseThrow(() -> Refusal.notFound("dataset", pk == null ? uuid : pk))
            : name;
    return Response.seeOther(
            UriBuilder.fromUri(addresses.server())
                .path("files")
                .queryParam("name", "{name}")
                .build(wanted))
        .build();
  }

  @GET
  @Path("dagdetail")
  @PermitAll
  public Response dag(@QueryParam("name") String name) {
    if (text(name).isEmpty()) {
      throw Refusal.invalid("name", "name must not be empty");
    }
    return page("templates/{name}", name);
  }

  /** The newest lines that scripts told. */
  @GET
  @Path("services")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.TEXT_PLAIN)
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
  @Produces(MediaType.TEXT_PLAIN)
  public String sites() {
    return sites.list().stream().map(MonitorPages::line).collect(Collectors.joining());
  }

  @GET
  @Path("sitedetail")
  @RolesAllowed(Role.VIEWER)
  @Produces(MediaType.TEXT_PLAIN)
  public String site(@QueryParam("name") String name) {
    return sites.find(text(name)).stream()
        .map(MonitorPages::line)
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("site", name));
  }

  private static String line(Serialized site) {
    return site.pk() + "\t" + Serialized.json(site.fields()) + "\n";
  }

  private Response page(String path, Object... values) {
    return Response.seeOther(UriBuilder.fromUri(addresses.server()).path(path).build(values))
        .build();
  }

  private static long id(String what, Long pk, String uuid, OptionalLong ofUuid) {
    if (pk != null) {
      return pk;
    }
    return ofUuid.orElseThrow(() -> Refusal.notFound(what, uuid));
  }

  /** What a query says, nothing when it says nothing. */
  private static String text(String value) {
    if (value != null && value.length() > LONGEST) {
      throw Refusal.invalid(null, "Names have at most %d characters.".formatted(LONGEST));
    }
    return value == null ? "" : value;
  }
}
