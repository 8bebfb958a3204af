package org.p3s.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.p3s.bench.Broken;

/** A p3s server as a process of its own, on a database of the run. */
public final class ServerProcess implements AutoCloseable {

  /** Its admin token. */
  public static final String ADMIN = "admin-token-of-the-bench";

  private static final long STARTS_WITHIN = Duration.ofMinutes(2).toNanos();

  private final Process process;
  private final int port;
  private final Path log;

  private ServerProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param folder for its log and its files
   * @param options of Java, besides those that the launcher gives
   * @param settings further {@code P3S_…} variables
   */
  public static ServerProcess start(
      Postgres postgres,
      String database,
      Path folder,
      List<String> options,
      Map<String, String> settings) {
    int port = freePort();
    Path log = folder.resolve("server-%s-%d.log".formatted(database, port));
    ProcessBuilder builder = new ProcessBuilder(command(port, folder, options));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("P3S_"));
    environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    environment.put("P3S_DB_URL", postgres.plainUrl(database));
    environment.put("P3S_DB_USER", Postgres.USER);
    environment.put("P3S_DB_PASSWORD", Postgres.USER);
    environment.put("P3S_ADMIN_TOKEN", ADMIN);
    environment.putAll(settings);
    try {
      ServerProcess server = new ServerProcess(builder.start(), port, log);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(int port, Path folder, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // these and MALLOC_ARENA_MAX are what the launcher gives to ./p3s server
    command.addAll(
        List.of(System.getProperty("p3s.server.options", "-Xmx512m -XX:+UseG1GC").split(" +")));
    command.addAll(options);
    command.addAll(List.of("-jar", Home.serverJar().toString(), "--port", Integer.toString(port)));
    command.addAll(List.of("--data", folder.resolve("data-" + port).toString()));
    command.addAll(List.of("--stop-with", Long.toString(ProcessHandle.current().pid())));
    return command;
  }

  private void awaitReady() throws IOException {
    long end = System.nanoTime() + STARTS_WITHIN;
    while (!Files.readString(log).contains("p3s ready: ")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new Broken("The server does not start:\n" + Files.readString(log));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        close();
        throw new Broken("Interrupted while the server started", e);
      }
    }
  }

  public int port() {
    return port;
  }

  /** What it has complained about so far: warnings and errors. */
  public List<String> complaints() {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resident memory in MiB. */
  public double residentMemory() {
    try {
      for (String line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      throw new Broken("Resident memory can be read on Linux only", e);
    }
    throw new Broken("There is no VmRSS of the server");
  }

  /** CPU time used so far, in microseconds. */
  public double cpu() {
    return CpuTime.of(process.toHandle());
  }

  /** That of it which went into compiling Java. */
  public double compilers() {
    return CpuTime.ofCompilers(process.pid());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
