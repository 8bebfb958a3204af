package org.p3s.server.data.run;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.p3s.server.account.Caller;
import org.p3s.server.account.Role;
import org.p3s.server.data.run.Runs.FileCount;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** {@code /runs}. */
@Path("/api/v1/runs")
public class RunResource {

  /** Run numbers end here. */
  public static final long HIGHEST = 999_999_999;

  /**
   * A run as the API shows it.
   *
   * @param files how many there are by state
   * @param causes how many of them ended for which cause, without those that were processed
   */
  public record View(
      long number,
      RunState state,
      Instant seenAt,
      Instant startedAt,
      Instant endedAt,
      Instant lastFileAt,
      Map<String, Long> files,
      Map<String, Long> causes) {

    static View of(Run run, List<FileCount> counts) {
      return new View(
          run.number(),
          run.state(),
          run.seenAt(),
          run.startedAt(),
          run.endedAt(),
          run.lastFileAt(),
          sum(counts, FileCount::state),
          sum(counts, FileCount::cause));
    }

    private static Map<String, Long> sum(List<FileCount> counts, Function<FileCount, String> part) {
      return counts.stream()
          .filter(each -> part.apply(each) != null)
          .collect(
              Collectors.groupingBy(part, TreeMap::new, Collectors.summingLong(FileCount::files)));
    }
  }

  private final Runs runs;
  private final Caller caller;

  public RunResource(Runs runs, Caller caller) {
    this.runs = runs;
    this.caller = caller;
  }

  @GET
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public Listing<View> list(
      @QueryParam("state") RunState state,
      @QueryParam("cursor") Long cursor,
      @QueryParam("limit") Integer limit) {
    Listing<Run> found = runs.list(state, cursor, Listing.limit(limit));
    Map<Long, List<FileCount>> counts =
        runs.fileCounts(found.items().stream().map(Run::number).toList());
    List<View> views =
        found.items().stream()
            .map(run -> View.of(run, counts.getOrDefault(run.number(), List.of())))
            .toList();
    return new Listing<>(views, found.next());
  }

  @GET
  @Path("{run}")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.DAQ})
  public View show(@PathParam("run") long run) {
    return view(runs.find(run));
  }

  /** Run control says that data taking has begun. */
  @POST
  @Path("{run}/start")
  @RolesAllowed({Role.DAQ, Role.ADMIN})
  public View start(@PathParam("run") long run) {
    check(run);
    return view(runs.start(run, caller.name()));
  }

  /** Run control says that data taking has ended. Files may still come. */
  @POST
  @Path("{run}/stop")
  @RolesAllowed({Role.DAQ, Role.ADMIN})
  public View stop(@PathParam("run") long run) {
    check(run);
    return view(runs.stop(run, caller.name()));
  }

  private View view(Run run) {
    return View.of(
        run, runs.fileCounts(List.of(run.number())).getOrDefault(run.number(), List.of()));
  }

  private static void check(long run) {
    if (run < 0 || run > HIGHEST) {
      throw Refusal.invalid("run", "run must be between 0 and " + HIGHEST);
    }
  }
}
