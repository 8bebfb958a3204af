package org.p3s.server.data.merge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.job.JobKey;
import org.p3s.server.platform.Refusal;

/** {@code /workflows/{id}/inputs}. */
@Path("/api/v1/workflows/{id}/inputs")
public class MergeInputResource {

  /** One JSON object a line. */
  public static final String LINES = "application/jsonl";

  private final MergeInputs inputs;
  private final Caller caller;

  public MergeInputResource(MergeInputs inputs, Caller caller) {
    this.inputs = inputs;
    this.caller = caller;
  }

  /** The files that a merge of a run reads, one JSON object a line, however many there are. */
  @GET
  @Produces(LINES)
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.PAYLOAD})
  public StreamingOutput list(@PathParam("id") long id) {
    caller
        .attempt()
        .filter(attempt -> JobKey.workflow(attempt.jobId()) != id)
        .ifPresent(
            other -> {
              throw Refusal.notAllowed("This token is of another workflow.");
            });
    if (!inputs.isMerge(id)) {
      throw Refusal.missing("Workflow %d is not there, or merges no run.".formatted(id));
    }
    return out -> write(id, out);
  }

  private void write(long id, OutputStream out) throws IOException {
    long last = 0;
    List<MergeInputs.Line> page;
    do {
      page = inputs.after(id, last);
      for (MergeInputs.Line each : page) {
        out.write(Json.MAPPER.writeValueAsBytes(each));
        out.write('\n');
        last = each.id();
      }
    } while (page.size() == MergeInputs.PAGE);
  }
}
