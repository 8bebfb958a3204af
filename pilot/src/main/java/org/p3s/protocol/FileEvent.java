package org.p3s.protocol;

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
    String incomplete) {}
