package org.p3s.server.platform;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * Settings that travel with a data directory: the file {@code p3s.properties} in it, with names as
 * in {@code p3s.inbox}. The environment's {@code P3S_INBOX} goes before it.
 */
final class SettingsFile {

  static final String NAME = "p3s.properties";

  private SettingsFile() {}

  /** Applies the file of this data directory; there need not be one. */
  static void apply(Path data) throws CannotStart {
    Path file = data.resolve(NAME);
    if (!Files.exists(file)) {
      return;
    }
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      settings.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new CannotStart("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
    for (String name : settings.stringPropertyNames()) {
      if (!name.startsWith("p3s.")) {
        throw new CannotStart(
            "%s: '%s' is no setting; names begin with p3s.".formatted(file, name));
      }
      if (System.getenv(variable(name)) == null && System.getProperty(name) == null) {
        System.setProperty(name, settings.getProperty(name));
      }
    }
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
