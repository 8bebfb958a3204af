package org.p3s.server.data.buffer;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.BufferPermit;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Refusal;

/** {@code /buffer-reads}: leave to read the online buffer, asked for with an attempt's token. */
@Path("/api/v1/buffer-reads")
public class BufferReadResource {

  private final BufferReads reads;
  private final Caller caller;

  BufferReadResource(BufferReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /** Asks for a place, or renews it; 429 while all are taken. */
  @POST
  @RolesAllowed(Role.PAYLOAD)
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = BufferPermit.class)))
  public Response take() {
    return Response.status(201).entity(reads.permit(attempt())).build();
  }

  /** Gives it back. */
  @DELETE
  @RolesAllowed(Role.PAYLOAD)
  public void giveBack() {
    reads.giveBack(attempt());
  }

  private AttemptId attempt() {
    return caller
        .attempt()
        .orElseThrow(() -> Refusal.notAllowed("This token is not that of an attempt."));
  }
}
