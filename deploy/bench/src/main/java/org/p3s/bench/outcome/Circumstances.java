package org.p3s.bench.outcome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.p3s.bench.measure.Form;
import org.p3s.bench.measure.Pace;

/** On which machine and how a run was made. */
public record Circumstances(Form form, Pace pace, long seconds) {

  List<String> sentences() {
    return List.of(
        "%s, %d processors (%s), %s %s, Java %s. The whole run took %d s."
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                seconds),
        "",
        "%s: medians of %d rounds of %d s after %d to %d s of warm-up. Server, PostgreSQL and generator share the machine; PostgreSQL is durable (fsync, synchronous_commit)."
            .formatted(
                form.words(),
                pace.rounds(),
                pace.round().toSeconds(),
                pace.warmUp().toSeconds(),
                pace.longest().toSeconds()));
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
