package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.OptionalLong;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflows;

/** Which job of ours an old client means. */
@ApplicationScoped
class JobIds {

  private final GivenIds given;
  private final Workflows workflows;

  JobIds(GivenIds given, Workflows workflows) {
    this.given = given;
    this.workflows = workflows;
  }

  /** What a job is called by its pilot. */
  String uuid(long job) {
    Blueprint blueprint =
        workflows.blueprint(workflows.outlines(List.of(JobKey.workflow(job))).get(0));
    return blueprint.jobUuid(blueprint.dag().vertices().get(JobKey.vertex(job)));
  }

  /** The job that a client submitted under this uuid, or one of ours by its own. */
  OptionalLong find(String uuid) {
    OptionalLong own = WorkUuid.JOB.id(uuid);
    return own.isPresent() ? own : given.find(GivenIds.Kind.JOB, uuid);
  }
}
