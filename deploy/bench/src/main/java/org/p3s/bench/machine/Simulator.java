package org.p3s.bench.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.p3s.bench.Broken;
import org.p3s.protocol.Json;

/** {@code p3s simulate} as a process of its own. */
public final class Simulator {

  /** What it says of the policy that the server follows; all are numbers of files. */
  public record Outcome(int arrived, int onTime, int late, int dropped, int bound) {}

  private static final String MAIN = "org.p3s.server.deadline.simulation.Simulate";
  private static final int MINUTES = 3;

  private final Path folder;

  /**
   * A simulator.
   *
   * @param folder for its files
   */
  public Simulator(Path folder) {
    this.folder = folder;
  }

  /**
   * Simulates what is to be replayed.
   *
   * @param trace CSV
   * @param graph GraphML
   * @param eta ISO 8601, as is the grace
   */
  public Outcome simulate(List<String> trace, String graph, String eta, String grace, int slots) {
    Path csv = folder.resolve("trace.csv");
    Path template = folder.resolve("template.graphml");
    Path json = folder.resolve("outcome.json");
    Path log = folder.resolve("simulate.log");
    try {
      Files.write(csv, trace);
      Files.writeString(template, graph);
      run(
          log,
          csv,
          "--template",
          template,
          "--json",
          json,
          "--policy",
          "p3s",
          "--eta",
          eta,
          "--grace",
          grace,
          "--slots",
          slots);
      JsonNode outcome = Json.MAPPER.readTree(json.toFile()).get(0);
      return new Outcome(
          outcome.get("arrived").asInt(),
          outcome.get("onTime").asInt(),
          outcome.get("late").asInt(),
          outcome.get("dropped").asInt(),
          outcome.get("bound").asInt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path log, Object... arguments) throws IOException {
    Path app = Home.serverJar().resolveSibling("app");
    Path libraries = Home.serverJar().resolveSibling("lib").resolve("main");
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // the class path is the launcher's
    command.addAll(List.of("-Xmx256m", "-cp", app + "/*:" + libraries + "/*", MAIN));
    for (Object each : arguments) {
      command.add(each.toString());
    }
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new Broken("The simulator does not come to its end");
      }
      if (process.exitValue() != 0) {
        throw new Broken("The simulator refuses: " + Files.readString(log).strip());
      }
    } catch (InterruptedException e) {
      throw new Broken("Interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
