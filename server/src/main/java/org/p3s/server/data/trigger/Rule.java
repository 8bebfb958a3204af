package org.p3s.server.data.trigger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;
import org.p3s.server.job.Requirements;
import org.p3s.server.platform.Durations;

/**
 * A trigger that is in force.
 *
 * @param versionId of the template's active version
 * @param eta null for the template's
 * @param priority null for those of the template
 * @param reserve part of all slots that its jobs may count on, null for none
 */
public record Rule(
    long id,
    String name,
    String pattern,
    long versionId,
    String template,
    int prescale,
    Duration eta,
    Integer priority,
    Double reserve) {

  /** With an ETA that a workflow can have; an older p3s stored any. */
  Rule inBounds() {
    if (eta == null || Durations.isInBounds(eta)) {
      return this;
    }
    Duration bounded = eta.compareTo(Durations.LONGEST) > 0 ? Durations.LONGEST : null;
    return new Rule(id, name, pattern, versionId, template, prescale, bounded, priority, reserve);
  }

  /** The share of slots that is reserved for its jobs; null when none is. */
  public Requirements.Reserve share() {
    return reserve == null || reserve == 0 ? null : new Requirements.Reserve(name, reserve);
  }

  /**
   * Whether this file is the one in {@code prescale} that is taken: the CRC-32 of its name in UTF-8
   * is a multiple of the prescale. The same name gives the same answer, always and everywhere.
   */
  boolean takes(String fileName) {
    CRC32 crc = new CRC32();
    crc.update(fileName.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % prescale == 0;
  }
}
