package org.p3s.server.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A PostgreSQL of its own for the tests of one JVM. Durability is off: its data is gone with the
 * tests anyway.
 */
public final class TestPostgres implements QuarkusTestResourceLifecycleManager {

  /** What {@code P3S_ADMIN_TOKEN} presets in tests. */
  public static final String ADMIN = "admin-token-of-the-tests";

  /** Where it logs, with the plans of all statements when a test asks for them. */
  public static final Path LOG = Path.of("target", "postgres.log");

  /** Where payloads of the older p3s put their pictures. */
  public static final Path OLD_PLOTS = Path.of("target", "old-plots").toAbsolutePath();

  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Files.deleteIfExists(LOG);
      Path folder = Files.createDirectories(Path.of("target", "postgres")).toAbsolutePath();
      postgres =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.toFile())
              .setServerConfig("max_connections", "64")
              .setServerConfig("shared_preload_libraries", "auto_explain")
              .setErrorRedirector(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "quarkus.datasource.jdbc.url",
        postgres.getJdbcUrl("postgres", "postgres"),
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        "postgres",
        "p3s.admin-token",
        ADMIN,
        "p3s.legacy",
        "true",
        "p3s.legacy-zone",
        "Europe/Zurich",
        "p3s.legacy-plots",
        OLD_PLOTS.toString(),
        "p3s.storage",
        Path.of("target", "storage").toAbsolutePath().toString());
  }

  @Override
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
