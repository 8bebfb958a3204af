package org.p3s.server.data;

import java.time.Instant;
import java.util.Objects;

/**
 * A file that is announced, with all that its event, its metadata and its name say. What they do
 * not say is null.
 *
 * @param metadata a JSON object
 * @param incomplete why it will not become complete, or null
 * @param writtenAt by the clock of who wrote it
 * @param buffer URL of the same file in the online buffer, or null
 */
public record Announcement(
    String name,
    String url,
    Long size,
    String adler32,
    Long run,
    Integer subrun,
    String stream,
    String detector,
    String metadata,
    String incomplete,
    Instant writtenAt,
    String buffer) {

  /** The announcement that a stored file had. */
  static Announcement of(File file) {
    return new Announcement(
        file.name(),
        file.url(),
        file.size(),
        file.adler32(),
        file.run(),
        file.subrun(),
        file.stream(),
        file.detector(),
        file.metadata(),
        null,
        file.writtenAt(),
        file.buffer());
  }

  /**
   * A sentence when the stored file says otherwise, else null. What is unknown contradicts nothing.
   */
  String conflict(File known) {
    boolean otherSize = differ(size, known.size());
    boolean otherSum = differ(adler32, known.adler32());
    if (!otherSize && !otherSum) {
      return null;
    }
    return "Known since %s with %s, announced now with %s; nothing was overwritten."
        .formatted(known.seenAt(), words(known.size(), known.adler32()), words(size, adler32));
  }

  private static boolean differ(Object one, Object other) {
    return one != null && other != null && !Objects.equals(one, other);
  }

  private static String words(Long size, String adler32) {
    return (size == null ? "unknown size" : size + " bytes")
        + (adler32 == null ? "" : " and adler32 " + adler32);
  }
}
