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
import org.p3s.bench.scenario.Scenarios;
import org.p3s.protocol.Json;

/**
 * The bench as it is built, against a real PostgreSQL and a real server; of figures only costs are
 * judged.
 */
class BenchIT {

  private static final Path JAR = Path.of("target", "p3s-bench.jar").toAbsolutePath();
  private static final Path FIGURES = Path.of("figures.json").toAbsolutePath();

  /** A machine that is busy takes a multiple of what it should. */
  private static final int MINUTES = 25;

  @TempDir private Path folder;

  @Test
  void aTinyRunOfAllScenariosBreaksNoneAndCostsWhatWasAgreed() throws Exception {
    Path json = folder.resolve("bench.json");
    assertThat(bench("--tiny", "--check", FIGURES.toString(), "--json", json.toString()))
        .as(output())
        .isZero();
    JsonNode rows = Json.MAPPER.readTree(json.toFile());
    assertThat(rows.findValuesAsText("scenario"))
        .containsAll(Scenarios.ALL.stream().map(Scenario::name).toList());
    for (JsonNode row : rows) {
      assertThat(row.fieldNames())
          .toIterable()
          .containsExactly(
              "scenario",
              "value",
              "unit",
              "limitRatio",
              "peerRatios",
              "gets",
              "updates",
              "target",
              "met");
      assertThat(row.get("value").asDouble()).as(row.toString()).isPositive();
      assertThat(row.get("target").asText()).isNotEmpty();
      assertThat(row.get("met").isBoolean()).isTrue();
    }
    Path page = folder.resolve("bench.md");
    assertThat(Files.readAllLines(page)).first().isEqualTo("<!-- written by ./p3s bench -->");
    assertThat(Files.readString(page)).contains("SHED FORECAST", "simulated");
  }

  @Test
  void aPageOfSomebodyElseIsNotOverwritten() throws Exception {
    Files.writeString(folder.resolve("bench.md"), "# My notes\n");
    assertThat(bench("--quick")).isEqualTo(2);
    assertThat(output()).contains("bench.md was not written by the bench");
    assertThat(folder.resolve("bench.md")).hasContent("# My notes\n");
  }

  @Test
  void figuresAreRenewedByTinyRunsOnly() throws Exception {
    Path figures = folder.resolve("figures.json");
    assertThat(bench("--check", figures.toString(), "--renew", "why not")).isEqualTo(2);
    assertThat(output()).contains("--renew needs --tiny");
    assertThat(figures).doesNotExist();
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
                "-Xmx512m",
                "-XX:+UseSerialGC",
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
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("the bench ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
