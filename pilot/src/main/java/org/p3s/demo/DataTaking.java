package org.p3s.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The emulated DAQ, which writes raw files into the inbox. */
final class DataTaking {

  private final Child process;
  private final int files;
  private volatile String lastWords = "";

  private DataTaking(DemoSettings settings, Family family, RawFiles raw, long firstRun)
      throws IOException {
    this.files = settings.files();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp", settings.payloads().toString()));
    command.add("org.p3s.lartpc.Emulator");
    command.addAll(List.of("--out", settings.inbox().toString()));
    command.addAll(List.of("--run", Long.toString(firstRun)));
    command.addAll(List.of("--files", Integer.toString(settings.files())));
    command.addAll(List.of("--rate", Double.toString(settings.rate())));
    command.addAll(List.of("--faults", settings.faults()));
    // its output is a pipe to the demo: it ends when nobody reads that any more
    this.process =
        family.add(
            () ->
                Child.talking(
                    "emulator",
                    command,
                    Map.of(),
                    line -> raw.written(line.replaceFirst(" .*", "")),
                    line -> lastWords = line));
  }

  /** Starts it with this run. */
  static DataTaking start(DemoSettings settings, Family family, RawFiles raw, long firstRun)
      throws IOException {
    Files.createDirectories(settings.inbox());
    return new DataTaking(settings, family, raw, firstRun);
  }

  /** Whether it has written all it was to write. */
  boolean isDone() throws Stopped {
    if (process.isAlive()) {
      return false;
    }
    if (process.exitCode() != 0 || files == 0) {
      String words = Objects.requireNonNullElse(lastWords, "");
      throw new Stopped(
          "Data taking ended with exit code %d. %s".formatted(process.exitCode(), words).strip());
    }
    return true;
  }
}
