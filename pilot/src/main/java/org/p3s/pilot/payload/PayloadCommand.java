package org.p3s.pilot.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.p3s.pilot.staging.Failed;
import org.p3s.pilot.staging.JobFolder;
import org.p3s.protocol.Cause;

/** How a payload text becomes a program with arguments. */
final class PayloadCommand {

  private static final String GUARD = read("guard.sh");

  private PayloadCommand() {}

  /**
   * The words of the payload: {@code bash -c PAYLOAD} when its environment says {@code
   * P3S_EXECMODE=SHELL}, otherwise a program that exists and its arguments.
   */
  static List<String> of(String payload, Map<String, String> env, JobFolder folder)
      throws Failed, IOException {
    if (payload == null || payload.isBlank()) {
      throw notStarted("The job has no payload");
    }
    if ("SHELL".equalsIgnoreCase(env.get("P3S_EXECMODE"))) {
      String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";
      return List.of(shell, "-c", payload);
    }
    List<String> words = split(payload);
    Path program = program(words.get(0), env, folder);
    if ("COPY".equalsIgnoreCase(env.get("P3S_MODE"))) {
      program = Files.copy(program, folder.root().resolve("program-" + program.getFileName()));
    }
    List<String> command = new ArrayList<>(words);
    command.set(0, program.toString());
    return command;
  }

  private static List<String> split(String payload) throws Failed {
    try {
      return ShellWords.split(payload);
    } catch (IllegalArgumentException e) {
      throw notStarted("The payload cannot be read: " + e.getMessage());
    }
  }

  private static Path program(String word, Map<String, String> env, JobFolder folder)
      throws Failed {
    if (word.contains("/")) {
      Path path = folder.work().resolve(word);
      if (!Files.exists(path)) {
        throw notStarted("There is no program " + word + " on this node");
      }
      if (Files.isDirectory(path) || !Files.isExecutable(path)) {
        throw notStarted(word + " is not a program that may be run");
      }
      return path;
    }
    return search(word, env)
        .orElseThrow(() -> notStarted("The program '" + word + "' is not on the PATH"));
  }

  private static Optional<Path> search(String word, Map<String, String> env) {
    String path = env.getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).resolve(word))
        .filter(found -> Files.isRegularFile(found) && Files.isExecutable(found))
        .findFirst();
  }

  /** The same command, in a session of its own when that can be had, and never without a pilot. */
  static List<String> guarded(List<String> command, boolean ownSession) {
    List<String> guarded = new ArrayList<>();
    if (ownSession) {
      guarded.add("setsid");
    }
    guarded.addAll(List.of("/bin/sh", "-c", GUARD, "p3s-payload"));
    guarded.addAll(command);
    return guarded;
  }

  /** Whether setsid (util-linux, busybox) is on the PATH of the pilot. */
  static boolean hasSetsid() {
    return search("setsid", System.getenv()).isPresent();
  }

  private static Failed notStarted(String sentence) {
    return new Failed(Cause.NOT_STARTED, sentence);
  }

  private static String read(String resource) {
    try (InputStream in = PayloadCommand.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
