package org.p3s.server.data.trigger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;
import org.p3s.server.data.Announcement;
import org.p3s.server.data.trigger.Judgement.Answer;
import org.p3s.server.job.Requirements;
import org.p3s.server.platform.Durations;

/**
 * A trigger that is in force.
 *
 * @param versionId of the template's active version
 * @param eta null for the template's
 * @param priority null for those of the template
 * @param paused whether it only notes which files it would take
 * @param reserve part of all slots that its jobs may count on, null for none
 */
public record Rule(
    long id,
    String name,
    String pattern,
    long versionId,
    String template,
    Prescales prescales,
    Duration eta,
    Integer priority,
    Limits limits,
    boolean paused,
    Double reserve) {

  /** An ETA that a workflow can have; an older p3s stored any. */
  static Duration inBounds(Duration eta) {
    if (eta == null || Durations.isInBounds(eta)) {
      return eta;
    }
    return eta.compareTo(Durations.LONGEST) > 0 ? Durations.LONGEST : null;
  }

  /** The share of slots that is reserved for its jobs; null when none is. */
  public Requirements.Reserve share() {
    return reserve == null || reserve == 0 ? null : new Requirements.Reserve(name, reserve);
  }

  /**
   * What it says of a file whose name it matches, but for its backlog.
   *
   * @param now the database's time; may be null when the file has none
   */
  Judgement judge(Announcement file, Instant now) {
    int prescale = prescaleFor(file);
    if (!takes(file.name(), prescale)) {
      return say(Answer.PRESCALED, "prescaled by trigger %s (1/%d)".formatted(name, prescale));
    }
    if (limits.isTooSmall(file.size())) {
      return say(
          Answer.TOO_SMALL,
          "too small for trigger %s: %d bytes, it wants %d"
              .formatted(name, file.size(), limits.minSize()));
    }
    if (limits.isTooOld(file.writtenAt(), now)) {
      return say(
          Answer.TOO_OLD,
          "too old for trigger %s: written %s before it was announced, it wants %s at most"
              .formatted(
                  name,
                  Duration.ofSeconds(Duration.between(file.writtenAt(), now).toSeconds()),
                  limits.maxAge()));
    }
    return paused
        ? say(Answer.HELD, "trigger %s is paused".formatted(name))
        : say(Answer.TAKEN, "taken by trigger " + name);
  }

  /** In how many files like this one it takes one. */
  public int prescaleFor(Announcement file) {
    return prescales.of(file.run(), file.stream());
  }

  /** It would take one more, but has as many unfinished workflows as it may have. */
  Judgement full() {
    return say(
        Answer.OVER_BACKLOG,
        "trigger %s has its most of %d unfinished workflows".formatted(name, limits.maxBacklog()));
  }

  private Judgement say(Answer answer, String why) {
    return new Judgement(this, answer, why);
  }

  /**
   * Whether this file is the one in {@code prescale} that is taken: the CRC-32 of its name in UTF-8
   * is a multiple of the prescale. The same name gives the same answer, always and everywhere.
   */
  private static boolean takes(String fileName, int prescale) {
    CRC32 crc = new CRC32();
    crc.update(fileName.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % prescale == 0;
  }
}
