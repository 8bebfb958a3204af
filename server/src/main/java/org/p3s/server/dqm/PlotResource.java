package org.p3s.server.dqm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.p3s.protocol.Json;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/**
 * The contents of plots and histograms. What has an id never changes, so browsers may keep it for
 * as long as they like.
 */
@Path("/api/v1")
public class PlotResource {

  // an SVG that is opened by itself must not run scripts, nor fetch anything
  private static final String LOCKED =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

  private final NewestResults store;

  public PlotResource(NewestResults store) {
    this.store = store;
  }

  /** The picture itself. */
  @GET
  @Path("plots/{id}")
  @Produces({Picture.PNG, Picture.SVG, MediaType.WILDCARD})
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Response plot(
      @PathParam("id") long id,
      @HeaderParam("If-None-Match") String known,
      @Context HttpServerResponse raw) {
    NewestResults.PlotRow plot = store.plot(id).orElseThrow(() -> Refusal.notFound("plot", id));
    if (plot.size() == null) {
      throw Refusal.notFound("picture yet of plot", id);
    }
    String tag = "\"plot-" + id + "\"";
    if (known != null && known.contains(tag)) {
      return kept(Response.notModified(), tag).build();
    }
    byte[] bytes = store.bytes(id).orElseThrow(() -> Refusal.notFound("plot", id));
    // instead of the one of the pages, which is set already
    raw.headers().remove("Content-Security-Policy");
    return kept(Response.ok(bytes, plot.mediaType()), tag)
        .header("Content-Security-Policy", LOCKED)
        .build();
  }

  /** All of a histogram. */
  @GET
  @Path("histograms/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Response histogram(@PathParam("id") long id, @HeaderParam("If-None-Match") String known) {
    NewestResults.HistogramRow row =
        store.histogram(id).orElseThrow(() -> Refusal.notFound("histogram", id));
    String tag = "\"histogram-" + id + "\"";
    if (known != null && known.contains(tag)) {
      return kept(Response.notModified(), tag).build();
    }
    try {
      ObjectNode all = Json.MAPPER.valueToTree(row);
      all.setAll((ObjectNode) Json.MAPPER.readTree(store.bins(id)));
      return kept(Response.ok(all), tag).build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored as jsonb", e);
    }
  }

  private static Response.ResponseBuilder kept(Response.ResponseBuilder response, String tag) {
    return response
        .header("ETag", tag)
        .header("Cache-Control", "private, max-age=31536000, immutable");
  }
}
