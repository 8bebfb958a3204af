package org.p3s.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.p3s.bench.machine.Home;

/** Where a run keeps its PostgreSQL and its servers; what is in it goes with the run. */
record WorkFolder(Path path) implements AutoCloseable {

  /**
   * Opens an empty folder.
   *
   * @param chosen null for one beside the bench's own build, cleared of what a killed run left
   */
  static WorkFolder open(Path chosen) {
    Path folder =
        chosen == null ? Home.root().resolve("deploy/bench/target/run") : chosen.toAbsolutePath();
    if (chosen == null) {
      delete(folder);
    }
    try {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new WorkFolder(folder);
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
  }
}
