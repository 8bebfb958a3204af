package org.p3s.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.Json;

/** The bench as it is built, against a real PostgreSQL and a real server; no figure is judged. */
class BenchIT {

  private static final Path JAR = Path.of("target", "p3s-bench.jar").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void aTinyRunGivesEveryFieldOfEveryRow() throws Exception {
    Path json = folder.resolve("bench.json");
    assertThat(
            bench(
                "--warm-up",
                "1",
                "--round",
                "1",
                "--only",
                "four-calls",
                "--json",
                json.toString()))
        .as(output())
        .isZero();
    JsonNode rows = Json.MAPPER.readTree(json.toFile());
    assertThat(rows.findValuesAsText("scenario")).containsExactly("four-calls");
    for (JsonNode row : rows) {
      assertThat(row.fieldNames())
          .toIterable()
          .containsExactly(
              "scenario", "value", "unit", "limitRatio", "peerRatios", "target", "met");
      assertThat(row.get("value").asDouble()).isPositive();
      assertThat(row.get("target").asText()).startsWith("≥ ");
      assertThat(row.get("met").isBoolean()).isTrue();
    }
    assertThat(Files.readAllLines(folder.resolve("bench.md")))
        .first()
        .isEqualTo("<!-- written by ./p3s bench -->");
  }

  @Test
  void theSameFilesAreSimulatedAndReplayed() throws Exception {
    Path json = folder.resolve("bench.json");
    assertThat(
            bench(
                "--warm-up",
                "1",
                "--round",
                "1",
                "--only",
                "overload-3,forecast",
                "--json",
                json.toString()))
        .as(output())
        .isZero();
    JsonNode rows = Json.MAPPER.readTree(json.toFile());
    assertThat(rows.findValuesAsText("scenario"))
        .containsExactly("overload-3", "overload-3-agreement", "overload-3-freshest", "forecast");
    for (JsonNode row : rows) {
      assertThat(row.get("value").asDouble()).as(output()).isPositive();
    }
    assertThat(Files.readString(folder.resolve("bench.md"))).contains("SHED FORECAST", "simulated");
  }

  @Test
  void aPageOfSomebodyElseIsNotOverwritten() throws Exception {
    Files.writeString(folder.resolve("bench.md"), "# My notes\n");
    assertThat(bench("--quick")).isEqualTo(2);
    assertThat(output()).contains("bench.md was not written by the bench");
    assertThat(folder.resolve("bench.md")).hasContent("# My notes\n");
  }

  @Test
  void anUnknownScenarioIsRefusedWithTheNamesOfAll() throws Exception {
    assertThat(bench("--only", "claims")).isEqualTo(2);
    assertThat(output()).contains("no scenario 'claims'").contains("claim, life-cycle, four-calls");
  }

  private int bench(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dp3s.home=" + Path.of("..", "..").toAbsolutePath().normalize(),
                "-jar",
                JAR.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the bench ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
