package org.p3s.pilot;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.p3s.protocol.PilotRegistration;

/**
 * What a pilot is told at its start.
 *
 * @param token of enrolment
 * @param scratch where this pilot and others of its user make their folders
 */
public record PilotSettings(
    URI server, String token, PilotRegistration registration, Path scratch, Limits limits) {

  /**
   * When to stop, and how.
   *
   * @param minFreeDisk bytes of scratch below which no job is taken
   * @param maxJobDisk bytes that the folder of one attempt may hold
   * @param idleExit null to wait for ever
   * @param maxJobs 0 for any number
   * @param maxLifetime after which no job is taken, null for ever
   * @param drainTime for running payloads when the pilot is told to stop by a signal
   * @param killGrace between TERM and KILL of a payload
   * @param giveUp how long the server may be away while nothing runs and no report waits
   * @param keepScratch whether the folders of ended attempts stay
   * @param stopWith process whose end is this pilot's too, null for none
   */
  public record Limits(
      long minFreeDisk,
      long maxJobDisk,
      Duration idleExit,
      int maxJobs,
      Duration maxLifetime,
      Duration drainTime,
      Duration killGrace,
      Duration giveUp,
      boolean keepScratch,
      Long stopWith) {}
}
