package org.p3s.server.dqm;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.p3s.protocol.AttemptId;
import org.p3s.server.data.File;
import org.p3s.server.data.Files;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobStore;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.Workflows;

/** Finds out what posted results belong to. */
@ApplicationScoped
class Origins {

  private final JobStore jobs;
  private final Workflows workflows;
  private final Files files;

  Origins(JobStore jobs, Workflows workflows, Files files) {
    this.jobs = jobs;
    this.workflows = workflows;
    this.files = files;
  }

  /**
   * Of results that tell it, or whose payload does.
   *
   * @param attempt of that payload, else null; one that has ended is refused
   */
  Origin of(ResultsRequest results, AttemptId attempt) {
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
        attempt == null ? null : attempt.attempt(),
        null);
  }

  /**
   * Of results of a run that somebody says a job made: its file when it is of that run, and its
   * attempt while that goes on.
   *
   * @param job null when it is not known
   * @param at null for now
   */
  Origin ofJob(long run, Long job, Instant at) {
    Optional<Job> found = Optional.ofNullable(job).flatMap(jobs::find);
    if (found.isEmpty()) {
      return new Origin(run, null, null, null, at);
    }
    Workflow workflow = workflows.find(found.get().workflowId());
    if (workflow.run() != null && workflow.run() != run) {
      return new Origin(run, null, null, null, at);
    }
    JobState state = found.get().state();
    boolean goesOn = state == JobState.DISPATCHED || state == JobState.RUNNING;
    return new Origin(
        run, workflow.fileId(), goesOn ? job : null, goesOn ? found.get().attempt() : null, at);
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
}
