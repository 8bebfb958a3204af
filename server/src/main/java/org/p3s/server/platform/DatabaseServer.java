package org.p3s.server.platform;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The embedded PostgreSQL: on the loopback, durable, behind a password that only this server knows.
 */
final class DatabaseServer implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final String password;

  private DatabaseServer(EmbeddedPostgres postgres, String password) {
    this.postgres = postgres;
    this.password = password;
  }

  /** Starts it on a free port; first stops one that a killed server left running. */
  static DatabaseServer start(DataDirectory directory) throws CannotStart {
    try {
      Path data = directory.resolve("db");
      stopLeftover(data);
      String password = password(directory.resolve("db-password"));
      return new DatabaseServer(launch(directory, data, password), password);
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new CannotStart(
          "The embedded PostgreSQL does not start (%s); its log is in %s."
              .formatted(e.getMessage(), directory.resolve("db.log")),
          e);
    }
  }

  private static EmbeddedPostgres launch(DataDirectory directory, Path data, String password)
      throws IOException, SQLException {
    boolean secured = Files.exists(data.resolve("secured"));
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(directory.resolve("db.log").toFile());
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(directory.resolve("postgresql").toFile())
            .setCleanDataDirectory(false)
            // the server closes it itself, after everything that uses it has stopped
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setErrorRedirector(log)
            .setOutputRedirector(log);
    settings().forEach(builder::setServerConfig);
    if (secured) {
      builder.setConnectConfig("password", password);
    }
    EmbeddedPostgres postgres = builder.start();
    // the library leaves the folder of the programs open to everybody
    Files.setPosixFilePermissions(
        directory.resolve("postgresql"), PosixFilePermissions.fromString("rwx------"));
    if (!secured) {
      secure(postgres, data, password);
    }
    return postgres;
  }

  /** What PostgreSQL is told besides its own defaults: postgresql.properties beside this class. */
  private static Map<String, String> settings() throws IOException {
    try (InputStream file = DatabaseServer.class.getResourceAsStream("postgresql.properties")) {
      Properties read = new Properties();
      read.load(file);
      Map<String, String> settings = new TreeMap<>();
      read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
      return settings;
    }
  }

  /** From the first start on nobody gets in without the password. */
  private static void secure(EmbeddedPostgres postgres, Path data, String password)
      throws IOException, SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter user postgres password '%s'".formatted(password));
      Files.writeString(
          data.resolve("pg_hba.conf"),
          """
          local all all              scram-sha-256
          host  all all 127.0.0.1/32 scram-sha-256
          host  all all ::1/128      scram-sha-256
          """);
      statement.execute("select pg_reload_conf()");
    }
    Files.writeString(data.resolve("secured"), "");
  }

  private static String password(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, password);
    return password;
  }

  private static void stopLeftover(Path data) throws IOException {
    Optional<ProcessHandle> leftover = postmaster(data);
    if (leftover.isEmpty()) {
      return;
    }
    ProcessHandle process = leftover.get();
    process.destroy();
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException(
          "process %d of a killed server does not end".formatted(process.pid()), e);
    }
  }

  /** The PostgreSQL that has this data directory open, if one runs. */
  static Optional<ProcessHandle> postmaster(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    if (!first.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    // the number may meanwhile belong to another process, even to another PostgreSQL
    return ProcessHandle.of(Long.parseLong(first)).filter(each -> serves(each, data));
  }

  /** Whether this is a PostgreSQL whose data directory, which it works in, is ours. */
  private static boolean serves(ProcessHandle process, Path data) {
    if (!process.info().command().orElse("").endsWith("postgres")) {
      return false;
    }
    Path own = data.toAbsolutePath().normalize();
    String[] arguments = process.info().arguments().orElse(new String[0]);
    if (Arrays.asList(arguments).contains(own.toString())) {
      return true;
    }
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), own);
    } catch (IOException e) {
      // no such link on this system, or not ours to read: then the process is not ours either
      return false;
    }
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort());
  }

  String user() {
    return "postgres";
  }

  String password() {
    return password;
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
