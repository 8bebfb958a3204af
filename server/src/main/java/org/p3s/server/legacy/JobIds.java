package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;
import org.p3s.server.job.WorkUuid;

/** Which job of ours an old client means. */
@ApplicationScoped
class JobIds {

  private final GivenIds given;

  JobIds(GivenIds given) {
    this.given = given;
  }

  /** The job that a client submitted under this uuid, or one of ours by its own. */
  OptionalLong find(String uuid) {
    OptionalLong own = WorkUuid.JOB.id(uuid);
    return own.isPresent() ? own : given.find(GivenIds.Kind.JOB, uuid);
  }
}
