package org.p3s.pilot;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.Json;
import org.p3s.protocol.PilotWelcome;

/**
 * The folder of one pilot, {@code HOST-PID-RANDOM}, locked as long as the pilot lives: an unlocked
 * one of the same host is a dead pilot's.
 */
final class Scratch implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String IDENTITY = "identity.json";

  /** Folders that pilots of this process hold. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  private Scratch(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A new folder that nobody else can look into. */
  static Scratch create(Path base) throws IOException {
    makePrivate(base);
    String random = UUID.randomUUID().toString().substring(0, 8);
    String name = prefix() + ProcessHandle.current().pid() + "-" + random;
    Path folder = base.toRealPath().resolve(name);
    makePrivate(folder);
    FileChannel lock = locked(folder);
    if (lock == null) {
      throw new IOException(folder + " is taken by another pilot");
    }
    return new Scratch(folder, lock);
  }

  /** Takes over the folders of this host's dead pilots. */
  static List<Scratch> abandoned(Path base) throws IOException {
    try (Stream<Path> folders = Files.list(base.toRealPath())) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(prefix()))
          .filter(folder -> Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS))
          .flatMap(folder -> takeOver(folder).stream())
          .toList();
    }
  }

  private static List<Scratch> takeOver(Path folder) {
    try {
      FileChannel lock = locked(folder);
      return lock == null ? List.of() : List.of(new Scratch(folder, lock));
    } catch (IOException e) {
      return List.of(); // somebody else's, or just removed
    }
  }

  private static String prefix() {
    return Node.host().replaceAll("[^A-Za-z0-9.]", "_") + "-";
  }

  private static void makePrivate(Path folder) throws IOException {
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      // in a folder like /tmp somebody else may have been there first
      String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
      if (!owner.equals(System.getProperty("user.name"))) {
        throw new IOException(folder + " belongs to " + owner + "; choose another --scratch", e);
      }
    }
  }

  /**
   * The channel that holds the lock, null when another pilot has it. A lock file that this process
   * holds must not even be opened: closing any channel of a file frees all the process' locks on
   * it.
   */
  private static FileChannel locked(Path folder) throws IOException {
    if (!HELD.add(folder)) {
      return null;
    }
    FileChannel channel = null;
    try {
      channel = lockedByNobodyElse(folder);
      return channel;
    } finally {
      if (channel == null) {
        HELD.remove(folder);
      }
    }
  }

  private static FileChannel lockedByNobodyElse(Path folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
    FileLock lock = channel.tryLock();
    if (lock != null) {
      return channel;
    }
    channel.close();
    return null;
  }

  Path folder() {
    return folder;
  }

  Path spool() {
    return folder.resolve("spool");
  }

  JobFolder job(AttemptId id) {
    return JobFolder.of(folder, id);
  }

  /** Leaves behind who we are, so that a later pilot can deliver our reports. */
  void remember(PilotWelcome me) throws IOException {
    Files.write(folder.resolve(IDENTITY), Json.MAPPER.writeValueAsBytes(me));
  }

  /** Who the pilot of this folder was, null when it never registered. */
  PilotWelcome identity() throws IOException {
    Path file = folder.resolve(IDENTITY);
    return Files.exists(file)
        ? Json.MAPPER.readValue(Files.readAllBytes(file), PilotWelcome.class)
        : null;
  }

  /** Bytes that may still be written here. */
  long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  void delete() throws IOException {
    JobFolder.delete(folder);
    close();
  }

  /** Lets go of the folder without removing it. */
  @Override
  public void close() throws IOException {
    lock.close();
    HELD.remove(folder);
  }
}
