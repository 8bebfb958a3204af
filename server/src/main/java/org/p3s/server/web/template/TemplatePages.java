package org.p3s.server.web.template;

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
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.p3s.server.account.Role;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.GraphMlWriter;
import org.p3s.server.dag.Vertex;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplateVersion;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.web.Asked;
import org.p3s.server.web.picture.DagPicture;
import org.p3s.server.web.picture.Layouts;

/** {@code /templates}. */
@Path("/templates")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class TemplatePages {

  private static final int ROWS = 200;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TemplateList(List<DagTemplates.Summary> templates) implements TemplateInstance {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TemplateDetail(
      CompiledTemplate template,
      DagPicture picture,
      List<Vertex> vertices,
      List<Edge> edges,
      List<DagTemplateVersion> versions)
      implements TemplateInstance {}

  private final DagTemplates templates;
  private final Layouts layouts;

  TemplatePages(DagTemplates templates, Layouts layouts) {
    this.templates = templates;
    this.layouts = layouts;
  }

  @GET
  public TemplateInstance list() {
    return new TemplateList(templates.list());
  }

  @GET
  @Path("{name}")
  public TemplateInstance show(
      @PathParam("name") String name, @QueryParam("version") String version) {
    CompiledTemplate found = templates.find(name, version(version));
    List<Vertex> vertices = found.dag().vertices();
    List<DagPicture.Mark> marks =
        vertices.stream().map(each -> new DagPicture.Mark(null, each.jobType(), null)).toList();
    DagPicture picture =
        layouts.of(found.dag()).map(layout -> DagPicture.of(layout, vertices, marks)).orElse(null);
    return new TemplateDetail(
        found,
        picture,
        first(vertices),
        first(found.dag().edges()),
        first(templates.versions(name)));
  }

  private static <T> List<T> first(List<T> items) {
    return items.subList(0, Math.min(ROWS, items.size()));
  }

  private static Integer version(String version) {
    Long number = Asked.number("version", version);
    return number == null ? null : (int) Math.min(number, Integer.MAX_VALUE);
  }

  /** For a link that downloads; the API gives the same by its Accept header. */
  @GET
  @Path("{name}/graphml")
  @Produces("application/graphml+xml")
  public Response download(@PathParam("name") String name, @QueryParam("version") String version) {
    CompiledTemplate found = templates.find(name, version(version));
    String file = "%s-v%d.graphml".formatted(found.name(), found.version());
    return Response.ok(GraphMlWriter.write(found.dag()))
        .header("Content-Disposition", "attachment; filename=\"" + file + "\"")
        .build();
  }
}
