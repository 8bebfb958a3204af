package org.p3s.pilot.payload;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
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

  /** The upper half of the UUIDs of pilots, which are made of their ids as those of jobs are. */
  private static final long PILOT = 0x7033_7300_0003_8000L;

  private static final long VARIANT = 0x8000_0000_0000_0000L;

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
    env.put("P3S_SERVER", base());
    put(env, "P3S_SITE", site);
    put(env, "P3S_PILOT_ID", pilotId);
    put(env, "P3S_PILOT_UUID", new UUID(PILOT, VARIANT | pilotId));
    job.variables(base(), clock).forEach((name, value) -> put(env, name, value));
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
