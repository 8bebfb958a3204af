package org.p3s.server.broker;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.p3s.server.account.Role;

/** Why a job is where it is. */
@Path("/api/v1/jobs/{id}/explain")
public class ExplainResource {

  private final Explainer explainer;

  public ExplainResource(Explainer explainer) {
    this.explainer = explainer;
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Explanation explain(@PathParam("id") long id) {
    return explainer.explain(id);
  }
}
