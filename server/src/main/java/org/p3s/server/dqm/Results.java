package org.p3s.server.dqm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.p3s.protocol.AttemptId;
import org.p3s.server.data.run.Runs;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.platform.Changes;

/** Takes the results that payloads and others post, and shows the newest of a run. */
@ApplicationScoped
public class Results {

  /**
   * What was taken.
   *
   * @param skipped of the old forms, what could not be read
   */
  public record Accepted(long run, int metrics, int plots, int histograms, List<String> skipped) {}

  /** The ids of the metrics and plots that posted results became. */
  public record Made(List<Long> metrics, List<Long> plots) {}

  /** The newest results of a run; plots and histograms without their contents. */
  public record OfRun(
      long run,
      List<NewestResults.MetricRow> metrics,
      List<NewestResults.PlotRow> plots,
      List<NewestResults.HistogramRow> histograms) {}

  private final ResultStore store;
  private final NewestMarks marks;
  private final Versions versions;
  private final NewestResults newest;
  private final Origins origins;
  private final Runs runs;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Results(
      ResultStore store,
      NewestMarks marks,
      Versions versions,
      NewestResults newest,
      Origins origins,
      Runs runs,
      Changes changes) {
    this.store = store;
    this.marks = marks;
    this.versions = versions;
    this.newest = newest;
    this.origins = origins;
    this.runs = runs;
    this.changes = changes;
  }

  /**
   * Takes results; posted again by the same attempt they replace what it posted before.
   *
   * @param attempt of the payload that posts them; empty for others
   */
  @Transactional
  public Accepted post(ResultsRequest results, Optional<AttemptId> attempt, List<String> skipped) {
    Origin origin = origins.of(results, attempt.orElse(null));
    take(results, origin);
    return new Accepted(
        origin.run(),
        results.metrics().size(),
        results.plots().size(),
        results.histograms().size(),
        skipped);
  }

  /**
   * Takes results of a run which somebody else posts in the name of a job. Of each name the one
   * with the latest time is the newest: what was made earlier than that stays behind it.
   *
   * @param results with their run
   * @param job that made them, null when it is not known; it may have ended
   * @param at when they were made, null for now; what is still to come counts as now
   */
  @Transactional
  public Made post(ResultsRequest results, Long job, Instant at) {
    return take(results, origins.ofJob(results.run(), job, at));
  }

  private Made take(ResultsRequest results, Origin given) {
    runs.ensure(given.run());
    Instant now = marks.lock(given.run());
    Origin origin = given.notAfter(now);
    List<Long> metrics =
        results.metrics().isEmpty() ? List.of() : store.addMetrics(origin, results.metrics());
    List<Long> plots = new ArrayList<>();
    List<Plot> drawn = results.plots().stream().filter(each -> each.data() != null).toList();
    if (!drawn.isEmpty()) {
      plots.addAll(store.addPlots(origin, drawn));
    }
    List<Plot> named = results.plots().stream().filter(each -> each.data() == null).toList();
    if (!named.isEmpty()) {
      plots.addAll(store.namePlots(origin, named));
    }
    if (!results.histograms().isEmpty()) {
      store.addHistograms(origin, results.histograms());
    }
    if (origin.at().isBefore(now) || !named.isEmpty()) {
      marks.renew(origin.run(), results);
    }
    versions.trim(origin.run(), results);
    changes.hint(Changes.Topic.RESULTS);
    return new Made(metrics, plots);
  }

  /**
   * Takes results back. Of those that are left the latest of each name is shown again; what is gone
   * already does not matter.
   */
  @Transactional
  public void remove(List<Long> metrics, List<Long> plots) {
    marks.lockRunsOf(metrics, plots);
    marks.remove(metrics, plots);
    changes.hint(Changes.Topic.RESULTS);
  }

  /** The newest results of a run. */
  @Transactional
  public OfRun ofRun(long number) {
    runs.find(number);
    return new OfRun(
        number, newest.metrics(number), newest.plots(number), newest.histograms(number));
  }
}
