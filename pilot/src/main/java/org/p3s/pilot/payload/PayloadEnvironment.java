package org.p3s.pilot.payload;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.p3s.pilot.staging.Failed;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;

/**
 * The environment of a payload: what the pilot inherited without its secrets, then the job's own,
 * then the paths of its files, then what the pilot says. The later wins.
 *
 * @param inherited the pilot's environment
 * @param server the server's address
 * @param site the pilot's site
 */
record PayloadEnvironment(Map<String, String> inherited, URI server, String site) {

  /**
   * The environment of this job's payload.
   *
   * @param clock the server's time as far as the pilot knows it
   */
  Map<String, String> of(JobOffer job, JobFolder folder, long pilotId, Instant clock)
      throws Failed {
    Map<String, String> env = new LinkedHashMap<>();
    inherited.forEach(
        (name, value) -> {
          if (!isSecret(name)) {
            env.put(name, value);
          }
        });
    putJob(env, job.env());
    job.inputs().forEach(file -> putFile(env, file, folder.input(file)));
    job.outputs().forEach(file -> putFile(env, file, folder.output(file)));
    env.put("TZ", "UTC");
    putIds(env, job, pilotId);
    putData(env, job, clock);
    putPlaces(env, folder);
    return env;
  }

  /** The pilot's own tokens and whatever an administrator's shell may have left there. */
  private static boolean isSecret(String name) {
    return name.matches("P3S_(DB_.*|.*(TOKEN|SECRET|PASSWORD).*)");
  }

  private static void putJob(Map<String, String> env, Map<String, String> own) throws Failed {
    for (Map.Entry<String, String> entry : own.entrySet()) {
      String name = entry.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
        throw new Failed(Cause.NOT_STARTED, "'" + name + "' cannot be an environment variable");
      }
      if (entry.getValue() == null || entry.getValue().indexOf('\0') >= 0) {
        throw new Failed(
            Cause.NOT_STARTED, "The value of " + name + " cannot be in an environment");
      }
      env.put(name, entry.getValue());
    }
  }

  private static void putFile(Map<String, String> env, JobFile file, Path path) {
    if (file.tag() != null && !file.tag().isEmpty()) {
      env.put(file.tag(), path.toString());
    }
  }

  private void putIds(Map<String, String> env, JobOffer job, long pilotId) {
    env.put("P3S_SERVER", base());
    put(env, "P3S_SITE", site);
    put(env, "P3S_JOB_ID", job.jobId());
    put(env, "P3S_JOB_UUID", job.jobUuid());
    put(env, "P3S_WORKFLOW_ID", job.workflowId());
    put(env, "P3S_WORKFLOW_UUID", job.workflowUuid());
    put(env, "P3S_PILOT_ID", pilotId);
    put(env, "P3S_ATTEMPT", job.attempt());
    put(env, "P3S_UPDATE_URL", base() + "/api/v1/jobs/" + job.jobId() + "/progress");
    put(env, "P3S_RESULTS_URL", base() + "/api/v1/results");
    put(env, "P3S_TOKEN", job.token());
  }

  private static void putData(Map<String, String> env, JobOffer job, Instant clock) {
    put(env, "P3S_RUN", job.run());
    put(env, "P3S_SUBRUN", job.subrun());
    put(env, "P3S_STREAM", job.stream());
    put(env, "P3S_DEADLINE", job.deadline());
    Duration left = job.deadline() == null ? null : Duration.between(clock, job.deadline());
    put(env, "P3S_SECONDS_LEFT", left == null ? null : Math.max(0, left.toSeconds()));
    put(env, "P3S_CORES", Math.max(1, job.cores()));
    put(env, "P3S_RSS_MIB", job.memoryMiB());
  }

  private static void putPlaces(Map<String, String> env, JobFolder folder) {
    put(env, "P3S_SCRATCH", folder.work());
    put(env, "P3S_JOBLOG", folder.root());
    put(env, "P3S_JAVA", Path.of(System.getProperty("java.home"), "bin", "java"));
    env.put("PWD", folder.work().toString());
    env.remove("OLDPWD");
  }

  /** A name that the pilot has no value for is taken away, so that none from elsewhere is seen. */
  private static void put(Map<String, String> env, String name, Object value) {
    if (value == null) {
      env.remove(name);
    } else {
      env.put(name, value.toString());
    }
  }

  private String base() {
    return server.toString().replaceAll("/+$", "");
  }
}
