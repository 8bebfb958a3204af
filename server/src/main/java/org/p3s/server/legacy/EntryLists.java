package org.p3s.server.legacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.account.Role;
import org.p3s.server.legacy.Entries.Kind;

/**
 * {@code /monitor/monrun}, {@code /monitor/puritytable}: the entries of old clients, one in a line,
 * for their numbers, by which they are moved and deleted. What they became is on the run's page.
 */
@Path("/legacy/monitor")
@Produces(MediaType.TEXT_PLAIN)
public class EntryLists {

  private static final String TITLES =
      "pk\trun\tsubrun\tdl\ttpc\tjobtype\tj_uuid\tdirectory\tinfile\tts\n";

  /** The newest so many are shown. */
  private static final int MOST = 400;

  /** One entry; public because Jdbi fills it. */
  public record Line(
      long id,
      long run,
      Integer subrun,
      Integer dl,
      Integer tpc,
      String jobType,
      String jobUuid,
      String directory,
      String infile,
      Instant ts) {

    String text() {
      return Stream.of(
                  id,
                  run,
                  subrun,
                  dl,
                  tpc,
                  jobType,
                  jobUuid,
                  directory,
                  infile,
                  Serialized.time(ts))
              .map(each -> each == null ? "" : each.toString())
              .collect(Collectors.joining("\t"))
          + "\n";
    }
  }

  private final Jdbi jdbi;

  public EntryLists(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What was registered of runs. */
  @GET
  @Path("monrun")
  @RolesAllowed(Role.VIEWER)
  public String mon(@QueryParam("run") Long run) {
    return list(Kind.MON, run);
  }

  /** Lines of purity. */
  @GET
  @Path("puritytable")
  @RolesAllowed(Role.VIEWER)
  public String purity(@QueryParam("run") Long run) {
    return list(Kind.PURITY, run);
  }

  private String list(Kind kind, Long run) {
    List<Line> lines =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select id, run, subrun, dl, tpc, job_type, job_uuid, directory, infile, ts
                        from legacy_entry where kind = :kind %s order by id desc limit :most
                        """
                            .formatted(run == null ? "" : "and run = :run"))
                    .bind("kind", kind)
                    .bind("run", run)
                    .bind("most", MOST)
                    .mapTo(Line.class)
                    .list());
    return lines.stream().map(Line::text).collect(Collectors.joining("", TITLES, ""));
  }
}
