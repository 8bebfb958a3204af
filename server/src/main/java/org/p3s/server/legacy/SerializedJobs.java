package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.p3s.protocol.Cause;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.Workflows;

/** Jobs in the form of the older p3s. */
@ApplicationScoped
class SerializedJobs {

  /** What the older p3s has for the exit code of a job that hit its time limit. */
  private static final String TIME_LIMIT = "77";

  private final JobStore jobs;
  private final Workflows workflows;
  private final PilotStore pilots;
  private final GivenIds ids;

  SerializedJobs(JobStore jobs, Workflows workflows, PilotStore pilots, GivenIds ids) {
    this.jobs = jobs;
    this.workflows = workflows;
    this.pilots = pilots;
    this.ids = ids;
  }

  Serialized of(long id) {
    Job job = jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
    Workflow workflow = workflows.find(job.workflowId());
    Blueprint blueprint = workflows.blueprint(workflow);
    Vertex vertex = blueprint.dag().vertices().get(JobKey.vertex(id));
    Map<String, String> env = blueprint.env(vertex);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uuid", blueprint.jobUuid(vertex));
    fields.put("user", workflow.createdBy());
    putPilot(fields, job.pilotId());
    fields.put("name", job.name());
    fields.put(
        "wfuuid",
        blueprint.template() == null ? "" : WorkUuid.WORKFLOW.of(workflow.id()).toString());
    fields.put("jobtype", job.jobType());
    fields.put("payload", blueprint.payload(vertex));
    fields.put("params", "");
    fields.put("priority", job.priority());
    fields.put("timelimit", workflows.timeLimit(vertex).toSeconds());
    fields.put("state", state(job));
    fields.put("ts_def", Serialized.time(job.createdAt()));
    fields.put("ts_dis", Serialized.time(job.dispatchedAt()));
    fields.put("ts_sta", Serialized.time(job.startedAt()));
    fields.put("ts_sto", Serialized.time(job.endedAt()));
    fields.put("env", Serialized.json(env));
    fields.put("pid", "");
    fields.put("errcode", errorCode(job));
    fields.put("directive", "");
    fields.put("infile", env.getOrDefault("P3S_INPUT_FILE", ""));
    return new Serialized("jobs.job", id, fields);
  }

  private void putPilot(Map<String, Object> fields, Long pilot) {
    Optional<Pilot> found = pilot == null ? Optional.empty() : pilots.find(pilot);
    fields.put("site", found.map(Pilot::site).orElse(""));
    fields.put("host", found.map(Pilot::host).orElse(""));
    fields.put(
        "p_uuid",
        found
            .map(each -> ids.uuid(GivenIds.Kind.PILOT, each.id()).orElse("pilot-" + each.id()))
            .orElse(""));
  }

  /**
   * The state in the words of the older p3s, for which a job with another exit code than 0 has
   * finished, too.
   */
  static String state(Job job) {
    return switch (job.state()) {
      case WAITING -> "template";
      case READY -> "defined";
      case DISPATCHED -> "dispatched";
      case RUNNING -> "running";
      case FINISHED -> "finished";
      case FAILED -> ofFailure(job.cause());
      case DROPPED -> "dropped";
      case CANCELLED -> "cancelled";
      case SKIPPED -> "skipped";
    };
  }

  /** The state of a job that failed, in the same words. */
  static String ofFailure(Cause cause) {
    return switch (cause) {
      case TIME_LIMIT -> "timelimit";
      case LOST_PILOT -> "pilotTO";
      case NOT_STARTED, STAGE_IN -> "nonstarter";
      default -> "finished";
    };
  }

  private static String errorCode(Job job) {
    if (job.cause() == Cause.TIME_LIMIT) {
      return TIME_LIMIT;
    }
    if (job.exitCode() != null) {
      return job.exitCode().toString();
    }
    // no exit code tells of it, and yet it failed
    return job.cause() == null ? "" : "1";
  }
}
