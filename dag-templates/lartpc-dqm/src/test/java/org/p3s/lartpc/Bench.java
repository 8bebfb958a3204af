package org.p3s.lartpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.p3s.lartpc.emulator.DataTaking;
import org.p3s.lartpc.emulator.Options;
import org.p3s.lartpc.result.Json;

/**
 * A folder in which a test makes raw files and runs payloads as the template does: as processes.
 */
final class Bench {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The files of the template's edges by datatag. */
  private static final Map<String, String> EDGES =
      Map.of(
          "DECODED", "decoded.bin",
          "DECODE_RESULTS", "decode.json",
          "NOISE_RESULTS", "noise.json",
          "HITS_RESULTS", "hits.json",
          "TRACKHITS", "trackhits.csv",
          "LIFETIME_RESULTS", "lifetime.json",
          "EVDISP_RESULTS", "evdisp.json");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** How a payload ended. */
  record End(int code, String out, String err) {}

  Bench(Path folder) {
    this.folder = folder;
  }

  Bench with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Writes the first file of a run. */
  Path rawFile(int run, String faults, long seed) throws IOException {
    String[] words = {"--run", "" + run, "--faults", faults, "--seed", "" + seed};
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--out", folder.toString()));
    Options options = Options.parse(all.toArray(String[]::new));
    return new DataTaking(options, Clock.fixed(START, ZoneOffset.UTC)).writeFile(0);
  }

  /** Runs a payload with the template's flags and prints how long it took. */
  End run(Class<?> payload, Path raw) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(payload)).directory(folder.toFile());
    Map<String, String> env = builder.environment();
    env.remove("P3S_RESULTS_URL");
    EDGES.forEach((tag, name) -> env.put(tag, folder.resolve(name).toString()));
    env.put("RAWFILE", raw.toString());
    env.putAll(environment);
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    long start = System.nanoTime();
    Process process = builder.start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(payload.getSimpleName() + " did not end");
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    System.out.println(payload.getSimpleName() + ": " + millis + " ms");
    return new End(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** What a payload wrote for the results page. */
  Map<?, ?> results(String name) throws IOException {
    return (Map<?, ?>) Json.read(Files.readString(folder.resolve(name)));
  }

  /** Value of a metric in such a file. */
  static double metric(Map<?, ?> results, String name, String element) {
    return number(results, name, element, "value");
  }

  static double error(Map<?, ?> results, String name, String element) {
    return number(results, name, element, "error");
  }

  private static double number(Map<?, ?> results, String name, String element, String key) {
    for (Object item : (List<?>) results.get("metrics")) {
      Map<?, ?> metric = (Map<?, ?>) item;
      boolean same =
          element == null ? !metric.containsKey("element") : element.equals(metric.get("element"));
      if (name.equals(metric.get("name")) && same) {
        return (Double) metric.get(key);
      }
    }
    throw new AssertionError("no metric " + name + " of " + element);
  }

  private static List<String> command(Class<?> payload) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        payload.getName());
  }
}
