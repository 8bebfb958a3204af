package org.p3s.server.data.trigger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * A trigger that is in force.
 *
 * @param versionId of the template's active version
 * @param eta null for the template's
 * @param priority null for those of the template
 */
public record Rule(
    long id,
    String name,
    String pattern,
    long versionId,
    String template,
    int prescale,
    Duration eta,
    Integer priority) {

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
