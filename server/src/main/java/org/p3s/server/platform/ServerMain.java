package org.p3s.server.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code p3s server [--port N] [--data DIR]}: brings up the embedded PostgreSQL unless {@code
 * P3S_DB_URL} names another one, then the application.
 */
@QuarkusMain
public final class ServerMain {

  private static final String USAGE =
      """
      Usage: p3s server [--port N] [--data DIR]
        --port N    port of the pages and the API (default 8080, P3S_PORT)
        --data DIR  folder of the embedded database and of stored files (default ./p3s-data, P3S_DATA)
        --stop-with PID  ends when that process is gone
      P3S_DB_URL, P3S_DB_USER and P3S_DB_PASSWORD point it to a PostgreSQL (15 or newer) of your own.
      P3S_ADMIN_TOKEN presets the admin token; else one is made at the first start and printed once.
      Settings are variables such as P3S_INBOX, or lines such as p3s.inbox=DIR in p3s.properties in
      the data folder.
      """;

  private static final int SHORTEST_TOKEN = 16;

  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean isRunning;
  private boolean isClosing;
  private DataDirectory directory;
  private DatabaseServer database;

  private ServerMain() {}

  public static void main(String... args) {
    try {
      new ServerMain().run(args);
    } catch (CannotStart e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }

  private void run(String... args) throws CannotStart {
    Path data = Path.of(environment("P3S_DATA", "p3s-data"));
    int port = port(environment("P3S_PORT", "8080"));
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--port" -> port = port(value(args, i++));
        case "--data" -> data = Path.of(value(args, i++));
        case "--stop-with" -> StopWith.process(pid(value(args, i++)));
        case "--help", "-h" -> {
          System.out.print(USAGE);
          return;
        }
        default -> throw wrongUsage("Unknown option " + args[i] + ".");
      }
    }
    refuseWeakToken();
    refuseTakenPort(port);
    SettingsFile.apply(data);
    set("quarkus.http.port", Integer.toString(port));
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAfterApplication, "close"));
    try {
      openDatabase(data);
    } catch (CannotStart e) {
      close();
      throw e;
    } finally {
      opened.countDown();
    }
    if (isToRun()) {
      Quarkus.run(Application.class, (code, failure) -> end(code, failure), args);
    }
  }

  /** False when the process was told to end while its database came up. */
  private synchronized boolean isToRun() {
    isRunning = !isClosing;
    return isRunning;
  }

  private synchronized boolean isToBeAwaited() {
    isClosing = true;
    return isRunning;
  }

  private void openDatabase(Path data) throws CannotStart {
    String url = environment("P3S_DB_URL", "");
    if (!url.isEmpty()) {
      ExternalDatabase external =
          ExternalDatabase.of(
              url, environment("P3S_DB_USER", "p3s"), environment("P3S_DB_PASSWORD", ""));
      external.check();
      set("quarkus.datasource.jdbc.url", external.url());
      set("quarkus.datasource.username", external.user());
      set("quarkus.datasource.password", external.password());
    } else {
      directory = DataDirectory.open(data);
      database = DatabaseServer.start(directory);
      set("quarkus.datasource.jdbc.url", database.url());
      set("quarkus.datasource.username", database.user());
      set("quarkus.datasource.password", database.password());
    }
    if (!SettingsFile.isSet("p3s.storage")) {
      set("p3s.storage", data.toAbsolutePath().normalize().resolve("files").toString());
    }
  }

  /** The application's own shutdown runs beside this one and needs the database to the end. */
  private void closeAfterApplication() {
    try {
      if (isToBeAwaited() && !stopped.await(30, TimeUnit.SECONDS)) {
        System.err.println("The application did not stop in 30 s; closing its database.");
      }
      opened.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private void end(int code, Throwable failure) {
    stopped.countDown();
    if (failure != null) {
      Throwable root = rootOf(failure);
      if (root.getMessage() == null || root instanceof NullPointerException) {
        // a mistake of ours, which no sentence explains
        failure.printStackTrace();
      }
      System.err.println(
          "p3s cannot start: " + (root.getMessage() == null ? root : root.getMessage()));
      System.exit(1);
    }
    System.exit(code);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private synchronized void close() {
    if (database != null) {
      database.close();
      database = null;
    }
    if (directory != null) {
      directory.close();
      directory = null;
    }
  }

  private static void refuseWeakToken() throws CannotStart {
    String token = environment("P3S_ADMIN_TOKEN", null);
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw new CannotStart(
          "P3S_ADMIN_TOKEN is too short to be safe; give it at least %d characters."
              .formatted(SHORTEST_TOKEN));
    }
  }

  private static void refuseTakenPort(int port) throws CannotStart {
    String host = environment("P3S_HOST", "127.0.0.1");
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new CannotStart(
          "Port %d on %s cannot be used (%s); choose another with --port."
              .formatted(port, host, e.getMessage()),
          e);
    }
  }

  private static int port(String text) throws CannotStart {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
      return Integer.parseInt(text);
    }
    throw wrongUsage("'%s' is no port; give a number from 1 to 65535.".formatted(text));
  }

  private static long pid(String text) throws CannotStart {
    if (text.matches("[0-9]{1,10}")) {
      return Long.parseLong(text);
    }
    throw wrongUsage("'%s' is no process id.".formatted(text));
  }

  private static String value(String[] args, int i) throws CannotStart {
    if (i + 1 >= args.length) {
      throw wrongUsage(args[i] + " needs a value.");
    }
    return args[i + 1];
  }

  private static CannotStart wrongUsage(String sentence) {
    return new CannotStart(sentence + "\n" + USAGE.strip(), 2);
  }

  private static String environment(String name, String fallback) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? fallback : value;
  }

  private static void set(String property, String value) {
    System.setProperty(property, value);
  }
}
