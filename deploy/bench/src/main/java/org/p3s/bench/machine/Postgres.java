package org.p3s.bench.machine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.p3s.bench.Broken;

/**
 * The PostgreSQL of a run, of the version and with the settings of the server's embedded one:
 * durable, on a real disk.
 */
public final class Postgres implements AutoCloseable {

  /** Also the password, since it listens on the loopback only and ends with the run. */
  public static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle postmaster;

  private Postgres(EmbeddedPostgres server, ProcessHandle postmaster) {
    this.server = server;
    this.postmaster = postmaster;
  }

  /** Starts an empty one in this folder. */
  public static Postgres start(Path folder) {
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(folder.resolve("postgresql.log").toFile());
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("db"))
            // the folder is cleared as a whole
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(folder.resolve("postgresql").toFile())
            .setPGStartupWait(Duration.ofSeconds(60))
            .setErrorRedirector(log)
            .setOutputRedirector(log);
    settings().forEach((name, value) -> builder.setServerConfig(name.toString(), value.toString()));
    try {
      EmbeddedPostgres server = builder.start();
      String pid = Files.readAllLines(folder.resolve("db/postmaster.pid")).get(0).strip();
      return new Postgres(server, ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
    } catch (IOException e) {
      throw new Broken("PostgreSQL does not start; its log is in " + folder, e);
    }
  }

  /** Those of the server's own. */
  private static Properties settings() {
    try (InputStream file =
        Postgres.class.getResourceAsStream("/org/p3s/server/platform/postgresql.properties")) {
      Properties settings = new Properties();
      settings.load(file);
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JDBC URL, user and password included. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(server.getPort(), database, USER, USER);
  }

  /** A JDBC URL for those who are told user and password besides. */
  public String plainUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database);
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database));
  }

  /** A new database that begins as a copy of this one, {@code template0} for an empty one. */
  public void create(String database, String original) {
    drop(database);
    execute("create database %s template %s strategy file_copy".formatted(database, original));
  }

  public void drop(String database) {
    execute("drop database if exists %s with (force)".formatted(database));
  }

  /** Before a measurement: what others have left in the buffers is not its business. */
  public void checkpoint() {
    execute("checkpoint");
  }

  private void execute(String sql) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new Broken(sql + ": " + e.getMessage(), e);
    }
  }

  /** CPU time used so far, in microseconds. */
  public double cpu() {
    return CpuTime.ofFamily(postmaster);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // it may be on its way already, when all of this is being stopped
    postmaster.onExit().join();
  }
}
