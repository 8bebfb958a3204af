package org.p3s.server.dqm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.p3s.protocol.AttemptId;
import org.p3s.server.data.File;
import org.p3s.server.data.Files;
import org.p3s.server.data.run.Runs;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobStore;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.Workflows;

/** Takes the results that payloads and others post, and shows the newest of a run. */
@ApplicationScoped
public class Results {

  /**
   * What was taken.
   *
   * @param skipped of the old forms, what could not be read
   */
  public record Accepted(long run, int metrics, int plots, int histograms, List<String> skipped) {}

  /** The newest results of a run; plots and histograms without their contents. */
  public record OfRun(
      long run,
      List<NewestResults.MetricRow> metrics,
      List<NewestResults.PlotRow> plots,
      List<NewestResults.HistogramRow> histograms) {}

  private final ResultStore store;
  private final NewestResults newest;
  private final JobStore jobs;
  private final Workflows workflows;
  private final Files files;
  private final Runs runs;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Results(
      ResultStore store,
      NewestResults newest,
      JobStore jobs,
      Workflows workflows,
      Files files,
      Runs runs,
      Changes changes) {
    this.store = store;
    this.newest = newest;
    this.jobs = jobs;
    this.workflows = workflows;
    this.files = files;
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
    Origin origin = origin(results, attempt.orElse(null));
    runs.ensure(origin.run());
    store.lock(origin.run());
    if (!results.metrics().isEmpty()) {
      store.addMetrics(origin, results.metrics());
    }
    List<Plot> drawn = results.plots().stream().filter(each -> each.data() != null).toList();
    if (!drawn.isEmpty()) {
      store.addPlots(origin, drawn);
    }
    List<Plot> named = results.plots().stream().filter(each -> each.data() == null).toList();
    if (!named.isEmpty()) {
      store.namePlots(origin, named);
    }
    if (!results.histograms().isEmpty()) {
      store.addHistograms(origin, results.histograms());
    }
    changes.hint(Changes.Topic.RESULTS);
    return new Accepted(
        origin.run(),
        results.metrics().size(),
        results.plots().size(),
        results.histograms().size(),
        skipped);
  }

  private Origin origin(ResultsRequest results, AttemptId attempt) {
    Long run = results.run();
    File file = results.file() == null ? null : mustFind(results.file());
    Long fileId = file == null ? null : file.id();
    if (attempt != null) {
      Workflow workflow = workflowOf(attempt);
      if (run != null && workflow.run() != null && !run.equals(workflow.run())) {
        throw Refusal.invalid(
            "run",
            "run %d is not that of the payload's workflow, %d".formatted(run, workflow.run()));
      }
      run = run == null ? workflow.run() : run;
      fileId = fileId == null ? workflow.fileId() : fileId;
    }
    if (run == null && file != null) {
      run = file.run();
    }
    if (run == null) {
      throw Refusal.invalid("run", "run must be given: neither a workflow nor a file tells it");
    }
    return new Origin(
        run,
        fileId,
        attempt == null ? null : attempt.jobId(),
        attempt == null ? null : attempt.attempt());
  }

  private Workflow workflowOf(AttemptId attempt) {
    if (!jobs.isHeld(attempt.jobId(), attempt.attempt())) {
      throw Refusal.conflict(
          "stale-attempt",
          "Attempt %d of job %d has ended; its results are not taken."
              .formatted(attempt.attempt(), attempt.jobId()));
    }
    return workflows.find(JobKey.workflow(attempt.jobId()));
  }

  private File mustFind(String urlOrId) {
    return files
        .findByUrlOrId(urlOrId)
        .orElseThrow(() -> Refusal.invalid("file", "file is not known: announce it first"));
  }

  /** The newest results of a run. */
  @Transactional
  public OfRun ofRun(long number) {
    runs.find(number);
    return new OfRun(
        number, newest.metrics(number), newest.plots(number), newest.histograms(number));
  }
}
