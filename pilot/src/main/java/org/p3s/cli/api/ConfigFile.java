package org.p3s.cli.api;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The user's settings: lines {@code server=…} and {@code token=…}, empty lines and {@code #}
 * comments, in {@code $XDG_CONFIG_HOME/p3s/config}, else {@code ~/.config/p3s/config}.
 */
final class ConfigFile {

  private static final Set<String> KEYS = Set.of("server", "token");

  private final Map<String, String> values = new HashMap<>();

  /** Reads the file; without one there are no settings. */
  static ConfigFile read(Map<String, String> environment) {
    ConfigFile config = new ConfigFile();
    Path file = place(environment);
    try {
      config.parse(file, Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      return config;
    } catch (CharacterCodingException e) {
      throw new CommandFailed(ExitCode.USAGE, "%s is not UTF-8 text".formatted(file));
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.USAGE, "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
    return config;
  }

  private static Path place(Map<String, String> environment) {
    String xdg = environment.get("XDG_CONFIG_HOME");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    // the specification of XDG folders says to pass over relative ones
    Path folder = xdg != null && xdg.startsWith("/") ? Path.of(xdg) : Path.of(home, ".config");
    return folder.resolve("p3s").resolve("config");
  }

  /** The value of a key, or null. */
  String get(String key) {
    return values.get(key);
  }

  private void parse(Path file, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      if (equals < 0 || !KEYS.contains(key)) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "%s, line %d: expected server=URL or token=TOKEN".formatted(file, i + 1));
      }
      values.put(key, line.substring(equals + 1).strip());
    }
  }
}
