package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.Requirements;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;

/** In which zone a payload tells the time: under pilots of ours in UTC, which they set. */
@ApplicationScoped
class PayloadZone {

  private final JobIds ids;
  private final JobStore jobs;
  private final PilotStore pilots;

  PayloadZone(JobIds ids, JobStore jobs, PilotStore pilots) {
    this.ids = ids;
    this.jobs = jobs;
    this.pilots = pilots;
  }

  /** Empty when its pilot is an old one, or nothing is known of the job. */
  Optional<ZoneId> of(String jobUuid) {
    OptionalLong id = ids.find(jobUuid);
    Optional<Job> job = id.isPresent() ? jobs.find(id.getAsLong()) : Optional.empty();
    return job.map(Job::pilotId)
        .flatMap(pilots::find)
        .map(Pilot::labelMap)
        .filter(labels -> !"no".equals(labels.get(Requirements.STAGING)))
        .map(labels -> ZoneOffset.UTC);
  }
}
