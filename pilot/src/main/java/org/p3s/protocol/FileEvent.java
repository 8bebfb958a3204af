package org.p3s.protocol;

import java.time.Instant;
import java.util.Map;

/**
 * A file that is there: what DAQ, a watcher or a person tells the server. Everything but name and
 * URL may be null.
 *
 * @param name without folder
 * @param url an absolute path, or {@code file:}, {@code http:}, {@code https:} or {@code root:}
 * @param size in bytes
 * @param checksum {@code adler32:40668f8e}, or the eight hexadecimal digits alone
 * @param metadata in SAM or MetaCat form, or any other; what is null above is looked for in it
 * @param incomplete a sentence when the file is short of something and will stay so
 * @param writtenAt when it was written, by the clock of who wrote it
 * @param buffer the URL of the same file in the online buffer of data taking, which is read while
 *     the place in {@code url} does not answer
 */
public record FileEvent(
    String name,
    String url,
    Long size,
    String checksum,
    Long run,
    Integer subrun,
    String stream,
    Map<String, Object> metadata,
    String incomplete,
    Instant writtenAt,
    String buffer) {

  /** A file in one place, of which nobody says when it was written. */
  public FileEvent(
      String name,
      String url,
      Long size,
      String checksum,
      Long run,
      Integer subrun,
      String stream,
      Map<String, Object> metadata,
      String incomplete) {
    this(name, url, size, checksum, run, subrun, stream, metadata, incomplete, null, null);
  }

  /** The same file, which is in the online buffer too. */
  public FileEvent withBuffer(String place) {
    return new FileEvent(
        name, url, size, checksum, run, subrun, stream, metadata, incomplete, writtenAt, place);
  }
}
