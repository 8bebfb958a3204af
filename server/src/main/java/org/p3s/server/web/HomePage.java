package org.p3s.server.web;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.p3s.server.account.Role;
import org.p3s.server.web.run.Results;

/** {@code /}: the newest run that has something to show. */
@Path("/")
@Blocking
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class HomePage {

  private final Results results;

  public HomePage(Results results) {
    this.results = results;
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  public Response show() {
    String address = results.newestRun().map(run -> "/runs/" + run).orElse("/runs");
    return Response.seeOther(URI.create(address)).build();
  }
}
