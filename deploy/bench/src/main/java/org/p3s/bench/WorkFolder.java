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

  /**
   * Opens an empty folder.
   *
   * @param chosen null for one beside the bench's own build, cleared of what a killed run left
   */
  static WorkFolder open(Path chosen) {
    Path folder =
        chosen == null ? Home.root().resolve("deploy/bench/target/run") : chosen.toAbsolutePath();
    try {
      FileChannel lock = lock(folder);
      if (chosen == null) {
        delete(folder);
      }
      Files.createDirectories(folder);
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new Broken("%s is not empty; name a new folder.".formatted(folder));
        }
      }
      if (Files.getFileStore(folder).type().equals("tmpfs")) {
        throw new Broken(
            "%s is in memory, where durable writes cost nothing; name a folder on a disk with --work."
                .formatted(folder));
      }
      return new WorkFolder(folder, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Held as long as the run lasts. */
  private static FileChannel lock(Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    FileChannel channel =
        FileChannel.open(
            folder.resolveSibling(folder.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new Broken(
          "Another bench works in %s; name another folder with --work.".formatted(folder));
    }
    return channel;
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
