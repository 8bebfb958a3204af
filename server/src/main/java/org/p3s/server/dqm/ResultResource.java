package org.p3s.server.dqm;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Idempotency;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.RequestBodies;

/** {@code /results}. */
@Path("/api/v1/results")
public class ResultResource {

  private final Results results;
  private final RequestBodies bodies;
  private final Idempotency idempotency;
  private final Caller caller;

  public ResultResource(
      Results results, RequestBodies bodies, Idempotency idempotency, Caller caller) {
    this.results = results;
    this.bodies = bodies;
    this.idempotency = idempotency;
    this.caller = caller;
  }

  /**
   * Takes an object of metrics, plots and histograms, or a list of the older system: its summary or
   * its FileList.
   *
   * @param run for lists that do not tell it
   * @param file the same, URL or id
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.PAYLOAD, Role.DAQ, Role.ADMIN})
  @RequestBody(content = @Content(schema = @Schema(implementation = ResultsRequest.class)))
  public Results.Accepted post(
      byte[] body,
      @QueryParam("run") Long run,
      @QueryParam("file") String file,
      @HeaderParam("Idempotency-Key") String key) {
    OldForms.Read read =
        RequestBodies.isArray(body)
            ? OldForms.read(body)
            : new OldForms.Read(
                bodies.read(body, ResultsRequest.class, ResultRules::check), null, List.of());
    ResultsRequest request = withDefaults(read.results(), run, file);
    return idempotency.once(
        caller.name(),
        key,
        "/results",
        body,
        Results.Accepted.class,
        () -> results.post(request, caller.attempt(), read.skipped()));
  }

  private static ResultsRequest withDefaults(ResultsRequest read, Long run, String file) {
    ResultsRequest request =
        new ResultsRequest(
            read.run() == null ? run : read.run(),
            read.subrun(),
            read.file() == null ? file : read.file(),
            read.metrics(),
            read.plots(),
            read.histograms());
    List<Violation> broken = new ArrayList<>();
    ResultRules.check(
        new ResultsRequest(request.run(), null, request.file(), null, null, null), broken);
    if (!broken.isEmpty()) {
      throw Refusal.invalid(broken);
    }
    return request;
  }

  /** The newest results of a run. */
  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Results.OfRun list(@QueryParam("run") Long run) {
    if (run == null) {
      throw Refusal.invalid("run", "run must be given: ?run=5141");
    }
    return results.ofRun(run);
  }
}
