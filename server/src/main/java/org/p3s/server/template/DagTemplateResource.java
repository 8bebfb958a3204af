package org.p3s.server.template;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.dag.DagJson;
import org.p3s.server.dag.GraphMlWriter;
import org.p3s.server.platform.Listing;

/** {@code /dag-templates}. */
@Path("/api/v1/dag-templates")
public class DagTemplateResource {

  private static final String GRAPHML = "application/graphml+xml";

  /** One version of a template as JSON. */
  public record View(String name, int version, String digest, DagJson dag) {}

  /** A version as lists show it. */
  public record VersionView(
      int version, String digest, int vertices, int edges, String createdBy, Instant createdAt) {}

  /** Which version new workflows are to follow. */
  public record Activation(@NotNull Integer version) {}

  private final DagTemplates templates;
  private final Caller caller;

  public DagTemplateResource(DagTemplates templates, Caller caller) {
    this.templates = templates;
    this.caller = caller;
  }

  /**
   * Imports GraphML; content that is there already keeps its version. The template's name is {@code
   * name}, else what the graph calls itself, else {@code file}.
   */
  @POST
  @Consumes({GRAPHML, MediaType.APPLICATION_XML, MediaType.TEXT_XML})
  @RolesAllowed(Role.ADMIN)
  public Response importGraph(
      @QueryParam("name") String name,
      @QueryParam("file") String file,
      @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
      byte[] graphMl) {
    if (dryRun) {
      return Response.ok(DagJson.of(templates.check(graphMl))).build();
    }
    DagTemplates.Imported imported = templates.importGraph(name, file, graphMl, caller.name());
    URI location =
        URI.create("/api/v1/dag-templates/" + imported.name() + "?version=" + imported.version());
    return Response.status(imported.isNew() ? 201 : 200)
        .location(location)
        .entity(imported)
        .build();
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<DagTemplates.Summary> list() {
    return new Listing<>(templates.list(), null);
  }

  @GET
  @Path("{name}")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public View show(@PathParam("name") String name, @QueryParam("version") Integer version) {
    CompiledTemplate found = templates.find(name, version);
    return new View(found.name(), found.version(), found.dag().digest(), DagJson.of(found.dag()));
  }

  @GET
  @Path("{name}")
  @Produces({GRAPHML, MediaType.APPLICATION_XML})
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public String export(@PathParam("name") String name, @QueryParam("version") Integer version) {
    return GraphMlWriter.write(templates.find(name, version).dag());
  }

  @GET
  @Path("{name}/versions")
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Listing<VersionView> versions(@PathParam("name") String name) {
    List<VersionView> views =
        templates.versions(name).stream()
            .map(
                each ->
                    new VersionView(
                        each.version,
                        each.digest,
                        each.vertices,
                        each.edges,
                        each.createdBy,
                        each.createdAt))
            .toList();
    return new Listing<>(views, null);
  }

  @POST
  @Path("{name}/activate")
  @RolesAllowed(Role.ADMIN)
  public void activate(@PathParam("name") String name, Activation activation) {
    templates.activate(name, activation.version(), caller.name());
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Role.ADMIN)
  public void delete(@PathParam("name") String name) {
    templates.delete(name, caller.name());
  }
}
