package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.legacy.OldForm.results;
import static org.p3s.server.legacy.OldForm.say;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.p3s.server.testing.ServerTest;

/** Lines of purity are metrics of their run. */
@ServerTest
class PurityTest {

  private static final List<String> FIELDS =
      List.of("run", "tpc", "lifetime", "error", "count", "sn", "snclusters", "drifttime");

  private final long run = ThreadLocalRandom.current().nextLong(1_000, 900_000);

  @Inject Jdbi jdbi;

  /** Posts the lines of a file, one by one as its client does. */
  private void add(List<String> lines) {
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",");
      List<String> fields = new ArrayList<>();
      for (int i = 1; i < FIELDS.size(); i++) {
        fields.add(FIELDS.get(i) + "=" + (i < values.length ? values[i].strip() : "None"));
      }
      fields.add("run=%06d".formatted(run));
      assertThat(say("/purity/add", fields.toArray(String[]::new)))
          .startsWith("Adding run %06d time:".formatted(run));
    }
  }

  private static float value(JsonPath shown, String name, String element, String field) {
    return shown.getFloat(
        "metrics.find { it.name == '%s' && it.element == '%s' }.%s"
            .formatted(name, element, field));
  }

  @Test
  void linesOfAllFormsBecomeMetricsOfTheirTpc() {
    add(List.of("Run, tpc, lifetime, error, count", "1, 1, 3.09, 0.24, 18"));
    add(List.of("Run, tpc, …, S/N, num S/N clusters", "1, 2, 3.05, 0.32, 24, 42.6, 21"));
    add(List.of("Run, tpc, …, drift time", "1, 10, 2.69, 0.25, 24, 42.3, 19, 2.2"));
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).hasSize(2 + 4 + 5);
    assertThat(value(shown, "Electron lifetime", "TPC 1", "value")).isEqualTo(3.09f);
    assertThat(value(shown, "Electron lifetime", "TPC 1", "error")).isEqualTo(0.24f);
    assertThat(value(shown, "Electron lifetime", "TPC 1", "min")).isEqualTo(0.3f);
    assertThat(value(shown, "Electron lifetime, tracks", "TPC 2", "value")).isEqualTo(24);
    assertThat(value(shown, "Signal to noise", "TPC 2", "value")).isEqualTo(42.6f);
    assertThat(value(shown, "Signal to noise", "TPC 2", "min")).isEqualTo(5);
    assertThat(value(shown, "Signal to noise, clusters", "TPC 10", "value")).isEqualTo(19);
    assertThat(value(shown, "Drift time", "TPC 10", "value")).isEqualTo(2.2f);
  }

  @Test
  void aLineThatIsDeletedUncoversTheOneBefore() {
    say(
        "/purity/add",
        "run=" + run,
        "tpc=1",
        "lifetime=1",
        "ts=2026-11-20 01:00:00",
        "infile=a" + run);
    say(
        "/purity/add",
        "run=" + run,
        "tpc=1",
        "lifetime=2",
        "ts=2026-11-20 02:00:00",
        "infile=b" + run);
    say("/purity/add", "run=" + run, "tpc=1", "lifetime=3", "ts=2026-11-20 03:00:00");
    long last =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select max(id) from legacy_entry where run = :run")
                    .bind("run", run)
                    .mapTo(Long.class)
                    .one());
    assertThat(value(results(run), "Electron lifetime", "TPC 1", "value")).isEqualTo(3);
    assertThat(say("/purity/delete", "pk=" + last)).isEqualTo("Entries [" + last + "] deleted");
    assertThat(value(results(run), "Electron lifetime", "TPC 1", "value")).isEqualTo(2);
    say("/purity/delete", "infile=b" + run);
    assertThat(value(results(run), "Electron lifetime", "TPC 1", "value")).isEqualTo(1);
    assertThat(say("/purity/delete", "run=" + run)).isEqualTo("Runs deleted: [" + run + "]");
    assertThat(results(run).getList("metrics")).isEmpty();
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "P3S_REFERENCE_DATA", matches = ".+")
  void aFileOfTheOlderSystemIsTakenUnchanged() throws IOException {
    add(
        Files.readAllLines(
            Path.of(System.getenv("P3S_REFERENCE_DATA")).resolve("Lifetime_Run1_V2.txt")));
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).hasSize(6 * 4);
    assertThat(value(shown, "Electron lifetime", "TPC 9", "value")).isEqualTo(3.23f);
  }
}
