package org.p3s.server.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder in which a server without an external database keeps everything. One server at a time
 * owns it, and it carries the version of its layout.
 */
final class DataDirectory implements AutoCloseable {

  /** Changes with the layout of the folder and with PostgreSQL's major version. */
  static final String VERSION = "p3s data 1, PostgreSQL 18";

  private static final long LEAST_FREE = 512L << 20;

  /**
   * What may be there before the first start: settings and an inbox, and the lock file of a start
   * that was cut off before it wrote the marker.
   */
  private static final Set<String> OURS = Set.of(SettingsFile.NAME, "inbox", "server.lock");

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Opens the folder for this process alone, making it when it is not there. */
  static DataDirectory open(Path root) throws CannotStart {
    Path folder = root.toAbsolutePath().normalize();
    try {
      refuseForeign(folder);
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      if (Files.getFileStore(folder).getUsableSpace() < LEAST_FREE) {
        throw new CannotStart(
            "Less than 512 MiB are free for the data directory %s; make room or choose another with --data."
                .formatted(folder));
      }
      FileChannel channel =
          FileChannel.open(
              folder.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new CannotStart(
            "The data directory %s is in use by another p3s server; stop that one or choose another with --data."
                .formatted(folder));
      }
      Files.writeString(folder.resolve("VERSION"), VERSION + "\n");
      return new DataDirectory(folder, channel);
    } catch (IOException e) {
      throw new CannotStart(
          "The data directory %s cannot be used (%s); choose another with --data."
              .formatted(folder, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }

  private static void refuseForeign(Path folder) throws IOException, CannotStart {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new CannotStart(
          "%s is a file, not a data directory; choose another with --data.".formatted(folder));
    }
    Path marker = folder.resolve("VERSION");
    if (Files.exists(marker)) {
      String found = Files.readString(marker).strip();
      if (!found.equals(VERSION)) {
        throw new CannotStart(
            "The data directory %s is of another version (%s, this is %s); choose another with --data."
                .formatted(folder, found, VERSION));
      }
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.anyMatch(each -> !OURS.contains(each.getFileName().toString()))) {
        throw new CannotStart(
            "%s is not empty and no p3s data directory; choose another with --data."
                .formatted(folder));
      }
    }
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
