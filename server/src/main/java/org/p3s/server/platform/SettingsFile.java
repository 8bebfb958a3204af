package org.p3s.server.platform;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Settings that travel with a data directory: the file {@code p3s.properties} in it, with names as
 * in {@code p3s.inbox}: those of {@link Settings}. The environment's {@code P3S_INBOX} goes before
 * it.
 */
final class SettingsFile {

  static final String NAME = "p3s.properties";

  private static final Set<String> NAMES =
      Arrays.stream(Settings.class.getDeclaredMethods())
          .filter(each -> Modifier.isAbstract(each.getModifiers()))
          .map(SettingsFile::property)
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> ONLY_VARIABLES =
      Set.of(
          "p3s.host",
          "p3s.port",
          "p3s.data",
          "p3s.db.url",
          "p3s.db.user",
          "p3s.db.password",
          "p3s.java.opts");

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
    for (String name : new TreeSet<>(settings.stringPropertyNames())) {
      refuseUnknown(file, name);
      if (!isSet(name)) {
        System.setProperty(name, settings.getProperty(name));
      }
    }
  }

  /** Whether a variable, the command line or the file gives this setting. */
  static boolean isSet(String name) {
    return System.getenv(variable(name)) != null || System.getProperty(name) != null;
  }

  private static void refuseUnknown(Path file, String name) throws CannotStart {
    if (ONLY_VARIABLES.contains(name)) {
      throw new CannotStart(
          "%s: '%s' is needed before this file is read; set the variable %s instead."
              .formatted(file, name, variable(name)));
    }
    if (!NAMES.contains(name)) {
      throw new CannotStart(
          "%s: '%s' is no setting; there are %s."
              .formatted(file, name, String.join(", ", new TreeSet<>(NAMES))));
    }
  }

  /** {@code p3s.keep-files} of {@code keepFiles}, as the configuration reads them. */
  private static String property(Method setting) {
    return "p3s." + setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
