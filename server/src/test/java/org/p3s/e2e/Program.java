package org.p3s.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program of ours as a real process, with what it has said so far. */
final class Program implements AutoCloseable {

  /** The folder of the whole project. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private final String name;
  private final Process process;
  private final List<String> said = new ArrayList<>();
  private final Thread reader;

  private Program(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader = new Thread(this::listen, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  static Program start(String name, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("P3S_"));
    builder.environment().putAll(environment);
    try {
      return new Program(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Java program on the JDK of the tests. */
  static Program java(String name, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    return start(name, environment, command);
  }

  /** {@code ./p3s …}. */
  static Program p3s(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("p3s").toString());
    command.addAll(List.of(arguments));
    return start("p3s " + arguments[0], environment, command);
  }

  private void listen() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (said) {
          said.add(line);
        }
      }
    } catch (IOException e) {
      synchronized (said) {
        said.add("(its output broke off: " + e.getMessage() + ")");
      }
    }
  }

  /** Everything that it said. */
  String output() {
    synchronized (said) {
      return String.join("\n", said);
    }
  }

  boolean hasSaid(String part) {
    return output().contains(part);
  }

  void waitUntilSaid(String part, Duration limit) {
    waitUntil(
        () -> hasSaid(part) || (!process.isAlive() && !reader.isAlive()),
        limit,
        () -> name + " to say '" + part + "'");
    if (!hasSaid(part)) {
      throw new AssertionError(name + " ended without saying '" + part + "':\n" + output());
    }
  }

  /** Its exit code, once it has ended by itself. */
  int exitCode(Duration limit) {
    waitUntil(() -> !process.isAlive() && !reader.isAlive(), limit, () -> name + " to end");
    return process.exitValue();
  }

  private void waitUntil(
      BooleanSupplier condition, Duration limit, java.util.function.Supplier<String> what) {
    try {
      await(condition, limit, what.get());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it said:\n" + output(), e);
    }
  }

  /** Waits on a condition, with a limit. */
  static void await(BooleanSupplier condition, Duration limit, String what) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + limit + " for " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9}. */
  void killHard() {
    process.destroyForcibly();
    exitCode(Duration.ofSeconds(10));
  }

  /** As Ctrl-C. */
  void interrupt() {
    signal("INT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
