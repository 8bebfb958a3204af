package org.p3s.server.web;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The files that pages load. Browsers keep them for a day; their version is part of the address.
 */
@Singleton
public class Assets {

  private static final List<String> FILES = List.of("p3s.css", "live.js", "vendor/htmx.min.js");

  private final String version = checksum();

  /** The same as long as the files are the same. */
  public String version() {
    return version;
  }

  private static String checksum() {
    CRC32 sum = new CRC32();
    for (String file : FILES) {
      try (InputStream in =
          Assets.class.getResourceAsStream("/META-INF/resources/assets/" + file)) {
        sum.update(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Long.toHexString(sum.getValue());
  }
}
