package org.p3s.bench.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.p3s.bench.Broken;

/** The clone that this bench belongs to. */
public final class Home {

  private Home() {}

  /**
   * Its root: {@code -Dp3s.home}, which the launcher sets, else the nearest folder with the
   * launcher.
   */
  public static Path root() {
    String given = System.getProperty("p3s.home");
    if (given != null) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    for (Path each = Path.of("").toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.isRegularFile(each.resolve("p3s")) && Files.isDirectory(each.resolve("server"))) {
        return each;
      }
    }
    throw new Broken("Run the bench in a clone of p3s, by ./p3s bench.");
  }

  /** The server as it was built. */
  public static Path serverJar() {
    Path jar = root().resolve("server/target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new Broken("There is no " + jar + "; build with ./mvnw package.");
    }
    return jar;
  }
}
