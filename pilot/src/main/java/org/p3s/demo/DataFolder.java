package org.p3s.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The data directory before and after the server has taken it: settings and inbox that also a
 * server started by hand finds there, and the admin token.
 */
final class DataFolder {

  private static final long LEAST_FREE = 2L << 30;

  private final DemoSettings settings;

  /** What {@link #prepare} has made, the innermost first. */
  private final List<Path> made = new ArrayList<>();

  DataFolder(DemoSettings settings) {
    this.settings = settings;
  }

  /**
   * Puts an inbox there for the server to watch, unless the folder is somebody else's.
   *
   * @return the admin token: that of the last time, else a new one
   */
  String prepare() throws IOException {
    refuseIfIncomplete();
    refuseIfFull();
    if (isOursOrNew()) {
      makeInbox();
    }
    String preset = System.getenv("P3S_ADMIN_TOKEN");
    if (preset != null && !preset.isBlank()) {
      return preset;
    }
    return Files.isReadable(settings.adminToken())
        ? Files.readString(settings.adminToken()).strip()
        : newToken();
  }

  private void refuseIfIncomplete() throws Stopped {
    for (Path each : new Path[] {settings.launcher(), settings.payloads()}) {
      if (!Files.exists(each)) {
        throw new Stopped("%s is missing; start the demo as ./p3s demo.".formatted(each));
      }
    }
  }

  private void refuseIfFull() throws IOException {
    Path there = settings.data();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (Files.getFileStore(there).getUsableSpace() < LEAST_FREE) {
      throw new Stopped(
          "Less than 2 GiB are free for %s; make room or choose another folder with --data."
              .formatted(settings.data()));
    }
  }

  /** The server says what is wrong with any other folder. */
  private boolean isOursOrNew() throws IOException {
    Path data = settings.data();
    if (!Files.exists(data) || Files.exists(data.resolve("VERSION"))) {
      return true;
    }
    if (!Files.isDirectory(data)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(data)) {
      return inside.findAny().isEmpty();
    }
  }

  private void makeInbox() throws IOException {
    for (Path each = settings.inbox(); !Files.exists(each); each = each.getParent()) {
      made.add(each);
    }
    try {
      Files.createDirectories(settings.inbox());
    } catch (AccessDeniedException e) {
      throw new Stopped(
          "The folder %s cannot be made: no permission; choose another with --data."
              .formatted(settings.data()));
    }
  }

  /** Takes back what was prepared for a server that did not start. */
  void undo() throws IOException {
    for (Path each : made) {
      try {
        Files.deleteIfExists(each);
      } catch (DirectoryNotEmptyException e) {
        return; // the server had begun to use it
      }
    }
  }

  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    own().forEach((name, value) -> environment.put(variable(name), value));
    return environment;
  }

  private Map<String, String> own() {
    return Map.of(
        "p3s.inbox", settings.inbox().toString().replace(",", "\\,"), "p3s.keep-files", "PT5M");
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String newToken() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /**
   * Keeps the settings for a server that is started by hand, and the token, readable for this user
   * alone, for the command line and the next time.
   */
  void keep(String token) throws IOException {
    Properties properties = new Properties();
    properties.putAll(own());
    try (Writer writer = Files.newBufferedWriter(settings.data().resolve("p3s.properties"))) {
      properties.store(writer, "Written by p3s demo at each start");
    }
    Path file = settings.adminToken();
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, token + "\n");
  }
}
