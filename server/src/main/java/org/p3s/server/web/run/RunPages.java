package org.p3s.server.web.run;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.p3s.server.account.Role;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.web.Asked;
import org.p3s.server.web.Link;
import org.p3s.server.web.file.Files;

/** {@code /runs}. */
@Path("/runs")
@Blocking
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEWER, Role.ADMIN})
public class RunPages {

  static final int RUNS = 50;
  static final int COUNTED_IN_LIST = 1_000;
  static final int FIGURES = 120;
  static final int METRICS = 2_000;
  static final int FILES = 30;

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RunList(List<Runs.Run> runs, Map<Long, List<Runs.Count>> counts, String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "web", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RunDetail(
      Runs.Run run,
      FileBar bar,
      List<FigureGroup> groups,
      boolean moreFigures,
      List<MetricTable> metrics,
      List<Files.Line> files)
      implements TemplateInstance {}

  private final Runs runs;
  private final org.p3s.server.data.run.Runs fileRuns;
  private final Results results;
  private final Histograms histograms;
  private final Files files;

  RunPages(
      Runs runs,
      org.p3s.server.data.run.Runs fileRuns,
      Results results,
      Histograms histograms,
      Files files) {
    this.runs = runs;
    this.fileRuns = fileRuns;
    this.results = results;
    this.histograms = histograms;
    this.files = files;
  }

  @GET
  public TemplateInstance list(@QueryParam("cursor") String cursor) {
    Long before = Asked.number("cursor", cursor);
    Listing<Runs.Run> found = Listing.of(runs.list(before, RUNS), RUNS, Runs.Run::number);
    List<Long> numbers = found.items().stream().map(Runs.Run::number).toList();
    String next =
        found.next() == null ? "" : Link.to("/runs").with("cursor", found.next()).address();
    return new RunList(found.items(), runs.counts(numbers, COUNTED_IN_LIST), next);
  }

  @GET
  @Path("{number}")
  public TemplateInstance show(@PathParam("number") long number) {
    Runs.Run run = runs.find(number).orElseThrow(() -> Refusal.notFound("run", number));
    List<Results.Plot> plots = results.plots(number, FIGURES + 1);
    List<Results.Histogram> drawn = results.histograms(number, FIGURES + 1);
    boolean more = plots.size() > FIGURES || drawn.size() > FIGURES;
    return new RunDetail(
        run,
        FileBar.of(fileRuns.fileCounts(List.of(number)).getOrDefault(number, List.of())),
        FigureGroup.of(first(plots), first(drawn), histograms.draw(first(drawn))),
        more,
        MetricTable.of(results.metrics(number, METRICS)),
        files.list(Files.Filter.ofRun(number), FILES).items());
  }

  private static <T> List<T> first(List<T> figures) {
    return figures.subList(0, Math.min(FIGURES, figures.size()));
  }
}
