package org.p3s.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.p3s.bench.machine.Home;

/** Where a run keeps its PostgreSQL and its servers; what is in it goes with the run. */
record WorkFolder(Path path, FileChannel lock) implements AutoCloseable {

  private static final String LOCK = ".lock";

  /**
   * Opens an empty folder.
   *
   * @param chosen null for one beside the bench's own build, cleared of what a killed run left
   */
  static WorkFolder open(Path chosen) {
    Path folder =
        chosen == null ? Home.root().resolve("deploy/bench/target/run") : chosen.toAbsolutePath();
    try {
      Files.createDirectories(folder);
      if (chosen != null && !isEmpty(folder)) {
        throw new Broken("%s is not empty; name a new folder.".formatted(folder));
      }
      if (Files.getFileStore(folder).type().equals("tmpfs")) {
        throw new Broken(
            "%s is in memory, where durable writes cost nothing; name a folder on a disk with --work."
                .formatted(folder));
      }
      FileChannel lock = lock(folder);
      clear(folder);
      return new WorkFolder(folder, lock);
    } catch (IOException e) {
      throw new Broken("%s cannot be used: %s".formatted(folder, e), e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.allMatch(each -> each.equals(folder.resolve(LOCK)));
    }
  }

  /** Held as long as the run lasts. */
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new Broken(
          "Another bench works in %s; name another folder with --work.".formatted(folder));
    }
    return channel;
  }

  /** Leaves nothing but the lock. */
  private static void clear(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder) && !each.equals(folder.resolve(LOCK))) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      clear(path);
      lock.close();
      Files.deleteIfExists(path.resolve(LOCK));
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
