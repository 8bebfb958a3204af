package org.p3s.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A process of the demo's. */
final class Child {

  /**
   * What starts a process that no Ctrl-C at the terminal reaches: the demo ends its children
   * itself, in their order.
   */
  private static final List<String> SHIELD =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\"");

  private final String name;
  private final Process process;
  private final Instant startedAt = Instant.now();
  private List<ProcessHandle> family = List.of();

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Starts a process whose output goes to the end of a file. */
  static Child logging(String name, List<String> command, Map<String, String> more, Path log)
      throws IOException {
    ProcessBuilder builder = builder(command, more);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Child(name, builder.start());
  }

  /** Starts a process whose lines are taken as they come, those of both streams apart. */
  static Child talking(
      String name,
      List<String> command,
      Map<String, String> more,
      Consumer<String> out,
      Consumer<String> err)
      throws IOException {
    Child child = new Child(name, builder(command, more).start());
    child.pump(child.process.inputReader(StandardCharsets.UTF_8), out);
    child.pump(
        new BufferedReader(
            new InputStreamReader(child.process.getErrorStream(), StandardCharsets.UTF_8)),
        err);
    return child;
  }

  private static ProcessBuilder builder(List<String> command, Map<String, String> more) {
    List<String> shielded = new ArrayList<>(SHIELD);
    shielded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(shielded);
    builder.environment().putAll(more);
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    return builder;
  }

  private void pump(BufferedReader lines, Consumer<String> sink) {
    Thread pump = new Thread(() -> copy(lines, sink), name + " output");
    pump.setDaemon(true);
    pump.start();
  }

  private static void copy(BufferedReader lines, Consumer<String> sink) {
    try (Stream<String> all = lines.lines()) {
      all.forEach(sink);
    } catch (UncheckedIOException e) {
      // the stream of a killed process may break instead of ending
      return;
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Only of one that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  Duration age() {
    return Duration.between(startedAt, Instant.now());
  }

  /** TERM. */
  void askToStop() {
    family = process.descendants().toList();
    process.destroy();
  }

  /** Waits for the end of one that was asked, and kills what is left of it and of its children. */
  void end(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
