package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Brings one file to this node from wherever it is.
 *
 * @param copy whether files of this node are copied; otherwise the payload sees links to them
 */
record Fetch(WebFiles web, boolean copy) {

  /** Several tries, and all the time that there is. */
  void patiently(Location from, Path to) throws IOException, InterruptedException {
    int tries = from instanceof Location.Local ? 1 : 3;
    Tries.run(tries, () -> once(from, to, web.limit()));
  }

  /**
   * One try.
   *
   * @param patience until a web server begins to answer
   * @throws FileNotFoundException when there is no such file
   */
  void once(Location from, Path to, Duration patience) throws IOException, InterruptedException {
    if (from instanceof Location.Remote remote) {
      web.get(remote.uri(), to, patience);
    } else if (from instanceof Location.Root root) {
      new RootFiles(web.limit()).get(root.url(), to);
    } else if (from instanceof Location.Local local) {
      fromHere(local.path(), to);
    }
  }

  private void fromHere(Path from, Path to) throws IOException {
    mustBeReadable(from);
    if (copy) {
      Files.copy(from, to);
    } else {
      Files.createSymbolicLink(to, from);
    }
  }

  static void mustBeReadable(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new FileNotFoundException("there is no " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new Tries.Final("it is not a file");
    }
    if (!Files.isReadable(file)) {
      throw new Tries.Final("it may not be read");
    }
  }
}
