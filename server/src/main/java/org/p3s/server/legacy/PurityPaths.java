package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.p3s.server.account.Role;
import org.p3s.server.data.FileEvents;
import org.p3s.server.dqm.ResultsRequest;
import org.p3s.server.legacy.Entries.Entry;
import org.p3s.server.legacy.Entries.Gone;
import org.p3s.server.legacy.Entries.Kind;

/** {@code /purity/…}: how long electrons live in the argon, one line of it for each TPC. */
@Path("/legacy/purity")
@Produces(MediaType.TEXT_PLAIN)
public class PurityPaths {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss");

  private final Entries entries;
  private final Times times;
  private final Deletions deletions;

  public PurityPaths(Entries entries, Times times, Deletions deletions) {
    this.entries = entries;
    this.times = times;
    this.deletions = deletions;
  }

  /** Takes a line; its numbers become metrics of the run. What is not a number is left out. */
  @POST
  @Path("add")
  @RolesAllowed(Role.DAQ)
  public String add(String body) {
    Form form = Form.of(body);
    long run = form.number("run", 0, FileEvents.HIGHEST);
    int tpc = (int) form.number("tpc", 0, 999_999);
    PurityLine line = PurityLine.of(form, "TPC " + tpc);
    Instant at = times.read("ts", PurityLine.said(form, "ts"));
    entries.add(
        Kind.PURITY,
        new ResultsRequest(run, null, null, line.metrics(), null, null),
        new Entry(
            null, null, tpc, form.text("j_uuid", 64, ""), "", "", form.text("infile", 1_024, "")),
        at);
    String skipped =
        line.skipped().isEmpty() ? "" : ". Not taken: " + String.join(", ", line.skipped());
    return "Adding run %s time:%s%s"
        .formatted(
            form.get("run"), TIME.format(times.local(at == null ? Instant.now() : at)), skipped);
  }

  /** Takes lines back: of an input file, by number, of runs, or all. */
  @POST
  @Path("delete")
  @RolesAllowed(Role.ADMIN)
  public String delete(String body) {
    Form form = Form.of(body);
    String infile = form.text("infile", 1_024, "");
    String ids = form.get("pk", form.get("id", ""));
    String runs = form.get("run", "");
    if (!infile.isEmpty()) {
      List<Gone> gone = entries.delete(Kind.PURITY, Choice.infile(infile));
      return "Entries for input file %s %s"
          .formatted(infile, gone.isEmpty() ? "were not found or deletion failed" : "deleted");
    }
    if (ids.equals("ALL") || runs.equals("ALL")) {
      return deletions.ofAll(
          "purity entries",
          () -> entries.delete(Kind.PURITY, Choice.all()),
          "Deleted all purity entries");
    }
    if (!ids.isEmpty()) {
      return "Entries %s deleted"
          .formatted(
              entries.delete(Kind.PURITY, Choice.ids(Keys.of(ids))).stream()
                  .map(Gone::id)
                  .toList());
    }
    return runs.isEmpty()
        ? "Missing key(s) for deletion"
        : "Runs deleted: " + runsOf(entries.delete(Kind.PURITY, Choice.runs(Keys.of("run", runs))));
  }

  /** The runs of entries, each once. */
  static List<Long> runsOf(List<Gone> gone) {
    return gone.stream().map(Gone::run).distinct().sorted().toList();
  }

  /** One more than the highest run, which the scripts number their runs by. */
  @GET
  @Path("index")
  @RolesAllowed(Role.VIEWER)
  public String index() {
    return Long.toString(entries.nextRun(Kind.PURITY));
  }
}
