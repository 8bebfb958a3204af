package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Requirements;
import org.p3s.server.job.type.JobTypes;
import org.p3s.server.job.type.Standing;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflows;

/** Answers "why is this job waiting?" and "why did it end so?". */
@ApplicationScoped
public class Explainer {

  private static final int MOST_PILOTS = 500;

  private final JobStore jobs;
  private final Lanes lanes;
  private final PilotStore pilots;
  private final Workflows workflows;
  private final JobTypes types;

  Explainer(JobStore jobs, Lanes lanes, PilotStore pilots, Workflows workflows, JobTypes types) {
    this.types = types;
    this.jobs = jobs;
    this.lanes = lanes;
    this.pilots = pilots;
    this.workflows = workflows;
  }

  public Explanation explain(long id) {
    Job job = jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
    return switch (job.state()) {
      case WAITING -> waiting(job);
      case READY -> ready(job);
      case DISPATCHED ->
          plain(
              job,
              "Given to pilot %d, which has not said yet that it runs.".formatted(job.pilotId()));
      case RUNNING -> plain(job, "Runs on pilot %d.".formatted(job.pilotId()));
      case FINISHED -> plain(job, job.laneId() == null ? "Has nothing to run." : "Finished.");
      case FAILED -> plain(job, failure(job));
      case DROPPED -> plain(job, "Dropped: " + job.reason() + ".");
      case CANCELLED -> plain(job, "Cancelled. " + job.reason());
      case SKIPPED ->
          plain(
              job,
              job.exitCode() == null
                  ? "Skipped: " + job.reason() + "."
                  : "Its payload found nothing to do, which counts as success.");
    };
  }

  private String failure(Job job) {
    String message =
        jobs.attempts(job.id()).stream()
            .reduce((first, last) -> last)
            .map(last -> last.message())
            .orElse(null);
    String code = job.exitCode() == null ? "" : " with exit code " + job.exitCode();
    return "Failed by " + job.cause() + code + (message == null ? "." : ": " + message);
  }

  private Explanation waiting(Job job) {
    if (job.reason().equals("NOT_STARTED")) {
      return plain(job, "Its workflow %d is only DEFINED; start it.".formatted(job.workflowId()));
    }
    Blueprint blueprint = workflows.blueprint(workflows.find(job.workflowId()));
    Set<Long> parents = new HashSet<>();
    for (int parent : blueprint.dag().parents(JobKey.vertex(job.id()))) {
      parents.add(JobKey.of(job.workflowId(), parent));
    }
    List<String> awaited =
        jobs.listOfWorkflows(List.of(job.workflowId())).stream()
            .filter(each -> parents.contains(each.id()) && !each.state().isTerminal())
            .map(each -> "%s is %s".formatted(each.name(), each.state()))
            .toList();
    return new Explanation(
        job.id(),
        job.state(),
        job.reason(),
        "Waits for %d parent(s).".formatted(job.parentsLeft()),
        null,
        null,
        null,
        awaited);
  }

  private Explanation ready(Job job) {
    Requirements needs = lanes.requirementsOf(job.laneId());
    List<Pilot> live = pilots.list(new PilotStore.Filter(null, null, true, null), MOST_PILOTS);
    Set<String> unmet = new LinkedHashSet<>();
    int matching = 0;
    int free = 0;
    for (Pilot pilot : live) {
      Optional<String> missing = needs.unmetBy(pilot.offer());
      if (missing.isPresent()) {
        unmet.add("pilot %d lacks %s".formatted(pilot.id(), missing.get()));
      } else if (pilot.command() == null) {
        matching++;
        free += Math.max(0, pilot.slots() - pilot.held());
      }
    }
    long ahead = jobs.ahead(job.id());
    String reason = live.isEmpty() ? "NO_PILOT" : matching == 0 ? "NO_MATCH" : "BUSY";
    String summary = summary(reason, live.size(), matching, free, ahead);
    // a limit or a pause comes first: it would hold the job back with any pilots
    Optional<Standing.Hold> hold = types.standing(job.jobType()).hold();
    return new Explanation(
        job.id(),
        job.state(),
        hold.map(Standing.Hold::reason).orElse(reason),
        hold.map(Standing.Hold::sentence).orElse(summary),
        ahead,
        live.size(),
        matching,
        unmet.stream().limit(10).toList());
  }

  private static String summary(String reason, int live, int matching, int free, long ahead) {
    return switch (reason) {
      case "NO_PILOT" -> "Ready, and no pilot is there: start one with ./p3s pilot.";
      case "NO_MATCH" -> "Ready, and none of the %d pilots meets its requirements.".formatted(live);
      default ->
          free > 0
              ? "Ready; a pilot with a free slot takes it at its next exchange."
              : "Ready; all slots of the %d matching pilots are taken and %d jobs go first."
                  .formatted(matching, ahead);
    };
  }

  private static Explanation plain(Job job, String summary) {
    String reason = job.cause() == null ? job.reason() : job.cause().name();
    return new Explanation(job.id(), job.state(), reason, summary, null, null, null, List.of());
  }
}
