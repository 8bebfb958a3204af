package org.p3s.server.legacy;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import java.util.OptionalLong;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.legacy.OldPilots.OldPilot;
import org.p3s.server.platform.Refusal;

/**
 * {@code /monitor/…}: bookmarks and links of the older pages lead to the page of ours that shows
 * the same. They are for browsers, so they are open to all, and only say where to go.
 */
@Path("/legacy/monitor")
public class MonitorPages {

  private static final int LONGEST = 256;

  private final Addresses addresses;
  private final JobIds jobs;
  private final OldPilots pilots;
  private final Datasets datasets;

  MonitorPages(Addresses addresses, JobIds jobs, OldPilots pilots, Datasets datasets) {
    this.addresses = addresses;
    this.jobs = jobs;
    this.pilots = pilots;
    this.datasets = datasets;
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

  /** What the display server showed of a run. */
  @GET
  @Path("automon")
  @PermitAll
  public Response run(@QueryParam("run") Long run) {
    return run == null ? page("runs") : page("runs/{run}", run);
  }

  @GET
  @Path("filesystem")
  @PermitAll
  public Response filesystem() {
    return page("files");
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
