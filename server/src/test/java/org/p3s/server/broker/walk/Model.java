package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.p3s.protocol.AttemptReport;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;

/** Everything that the server must know, and the rules by which it changes. */
final class Model {

  /** What becomes of a report. */
  enum Taken {
    COUNTS,
    /** It was taken before, from the same pilot. */
    KNOWN,
    REFUSED
  }

  final Map<Long, Workflow> workflows = new TreeMap<>();
  final Map<Long, Pilot> pilots = new TreeMap<>();
  final Map<String, DataFile> files = new LinkedHashMap<>();

  /** Workflows that have not settled, or were touched since somebody last cleared this. */
  final Map<Long, Workflow> watched = new TreeMap<>();

  final Set<Pilot> watchedPilots = new LinkedHashSet<>();
  final Set<DataFile> watchedFiles = new LinkedHashSet<>();

  void add(Workflow workflow) {
    workflows.put(workflow.id, workflow);
    touch(workflow);
  }

  void touch(Workflow workflow) {
    watched.put(workflow.id, workflow);
    if (workflow.file != null) {
      watchedFiles.add(workflow.file);
    }
  }

  /** Forgets what is over, after it was looked at for the last time. */
  void unwatch() {
    watched.values().removeIf(Workflow::isSettled);
    watchedPilots.removeIf(Pilot::isOver);
    watchedFiles.removeIf(file -> file.workflowsLeft == 0);
  }

  Job job(long id) {
    Workflow workflow = workflows.get(JobKey.workflow(id));
    int index = JobKey.vertex(id);
    return workflow == null || index >= workflow.jobs.size() ? null : workflow.jobs.get(index);
  }

  List<Workflow> open() {
    return watched.values().stream().filter(each -> !each.isSettled()).toList();
  }

  List<Pilot> livePilots() {
    return watchedPilots.stream().filter(each -> !each.isOver()).toList();
  }

  List<Job> openJobs() {
    return open().stream().flatMap(each -> each.open().stream()).toList();
  }

  /** READY ones, the most urgent first. */
  List<Job> ready() {
    return openJobs().stream()
        .filter(each -> each.state == JobState.READY)
        .sorted(Job.URGENCY)
        .toList();
  }

  List<Job> held(Pilot pilot) {
    return openJobs().stream()
        .filter(each -> each.state.isHeld() && each.holder == pilot.id)
        .toList();
  }

  /** Takes one report. */
  Taken take(Pilot pilot, AttemptReport report) {
    Job job = job(report.jobId());
    if (job == null || report.attempt() > job.attempts.size() || report.attempt() < 1) {
      return Taken.REFUSED;
    }
    Attempt attempt = job.attempts.get(report.attempt() - 1);
    if (isHeldBy(job, report, pilot)) {
      if (report.phase() == AttemptReport.Phase.STARTED) {
        job.state = JobState.RUNNING;
      } else {
        end(job, report);
      }
      return Taken.COUNTS;
    }
    if (attempt.pilot != pilot.id) {
      return Taken.REFUSED;
    }
    if (attempt.reported) {
      return Taken.KNOWN;
    }
    attempt.noted |= report.phase() == AttemptReport.Phase.ENDED;
    touch(job.workflow);
    return Taken.REFUSED;
  }

  boolean isHeldBy(Job job, AttemptReport report, Pilot pilot) {
    return job.state.isHeld() && job.holder == pilot.id && job.current().equals(report.id());
  }

  private void end(Job job, AttemptReport report) {
    String cause = cause(report);
    boolean nothing = report.exitCode() != null && report.exitCode() == 99;
    JobState how = cause != null ? JobState.FAILED : nothing ? JobState.SKIPPED : JobState.FINISHED;
    Attempt attempt = job.attempt();
    attempt.outcome = how.name();
    attempt.cause = cause;
    attempt.reported = true;
    touch(job.workflow);
    if (how == JobState.FAILED && job.retriesLeft > 0 && !job.isLate()) {
      job.retriesLeft--;
      job.again();
    } else {
      job.end(how, cause);
      job.workflow.ended(List.of(job));
    }
  }

  private static String cause(AttemptReport report) {
    if (report.cause() != null) {
      return report.cause().name();
    }
    Integer code = report.exitCode();
    return code == null || code == 0 || code == 99 ? null : "EXIT";
  }

  /** The pilot is over, and its jobs are taken from it. */
  void retrieve(Pilot pilot, String how) {
    for (Job job : held(pilot)) {
      Attempt attempt = job.attempt();
      attempt.outcome = "LOST";
      attempt.cause = "LOST_PILOT";
      touch(job.workflow);
      boolean isLast = job.losses >= 2 || job.isLate();
      job.losses++;
      if (isLast) {
        job.end(JobState.FAILED, "LOST_PILOT");
        job.workflow.ended(List.of(job));
      } else {
        job.again();
      }
    }
    pilot.over = how;
  }

  /** Cancels those of these jobs that have not ended; all of one workflow. */
  void cancel(Collection<Job> jobs) {
    List<Job> cancelled = new ArrayList<>();
    for (Job job : jobs) {
      if (!job.isEnded()) {
        job.end(JobState.CANCELLED, null);
        cancelled.add(job);
        if (!job.attempts.isEmpty() && job.attempt().outcome == null) {
          job.attempt().outcome = "ABORTED";
          job.attempt().cause = "CANCELLED";
        }
      }
    }
    if (!cancelled.isEmpty()) {
      touch(cancelled.get(0).workflow);
      cancelled.get(0).workflow.ended(cancelled);
    }
  }
}
