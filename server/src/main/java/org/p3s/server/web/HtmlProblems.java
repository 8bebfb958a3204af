package org.p3s.server.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.p3s.protocol.Problem;

/** Shows problems as pages to browsers, and keeps pages out of their caches. */
@Provider
public class HtmlProblems implements ContainerResponseFilter {

  private final Assets assets;

  public HtmlProblems(Assets assets) {
    this.assets = assets;
  }

  /** The page; its header names nobody, because who calls may be the very problem. */
  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Failure(Problem problem, String assets) implements TemplateInstance {}

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem && isForReading(request)) {
      String page = new Failure(problem, assets.version()).render();
      response.setEntity(page, null, MediaType.valueOf("text/html;charset=UTF-8"));
    }
    MediaType type = response.getMediaType();
    if (type != null && type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }

  private static boolean isForReading(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/html") && !path.startsWith("/api/");
  }
}
