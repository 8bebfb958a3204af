package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.legacy.OldForm.post;
import static org.p3s.server.legacy.OldForm.results;
import static org.p3s.server.legacy.OldForm.say;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** What old payloads register is on the page of its run, until it is taken back. */
@ServerTest
class MonTest {

  private final long run = ThreadLocalRandom.current().nextLong(1_000, 900_000);
  private final String job = UUID.randomUUID().toString();

  @Inject Jdbi jdbi;
  @Inject Entries entries;

  private String old(String name) throws IOException {
    try (InputStream in = MonTest.class.getResourceAsStream("/old/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).formatted(run);
    }
  }

  private String add(String subrun, String value, String... more) {
    String[] fields =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "summary=[{\"run\": \"run%d_%s\", \"noise\": \"%s\"}]"
                        .formatted(run, subrun, value),
                    "run=" + run,
                    "subrun=" + subrun,
                    "j_uuid=" + job,
                    "jobtype=monitor"),
                java.util.Arrays.stream(more))
            .toArray(String[]::new);
    return say("/monitor/addmon", fields);
  }

  private static float noise(JsonPath shown) {
    return shown.getFloat("metrics.find { it.name == 'noise' }.value");
  }

  private long idOf(String subrun) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id from legacy_entry where kind = 'MON' and run = :run and subrun = :subrun")
                .bind("run", run)
                .bind("subrun", Integer.valueOf(subrun))
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aSummaryBecomesMetricsAndAListOfPicturesPlots() throws IOException {
    assertThat(
            say(
                "/monitor/addmon",
                "summary=" + old("summary.json"),
                "description=" + old("FileList.json"),
                "run=%06d".formatted(run),
                "subrun=0001",
                "dl=05",
                "j_uuid=" + job,
                "jobtype=monitor",
                "ts=2018-08-31 08:40:22.123456"))
        .isEqualTo(
            "Adding mon entry for run %06d, subrun 0001, dl 05, subdir 2019_1".formatted(run));
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).hasSize(18);
    assertThat(
            shown.getFloat(
                "metrics.find { it.name == 'Plane U Mean NHits' && it.element == 'APA 2' }.value"))
        .isEqualTo(0.2f);
    assertThat(shown.getList("plots.name"))
        .containsExactlyInAnyOrder("NHitsAPAU3.png", "NHitsAPAV3.png", "HitRMS.svg");
    assertThat(shown.getString("plots.find { it.name == 'NHitsAPAU3.png' }.title"))
        .isEqualTo("Number of hits per APA per view: U3");
    // without a zone it was told in that of the experiment
    assertThat(shown.getString("metrics[0].at")).isEqualTo("2018-08-31T06:40:22.123456Z");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "P3S_REFERENCE_DATA", matches = ".+")
  void filesOfTheOlderSystemAreTakenUnchanged() throws IOException {
    Path folder = Path.of(System.getenv("P3S_REFERENCE_DATA"));
    say(
        "/monitor/addmon",
        "summary=" + Files.readString(folder.resolve("run003907_0001_tpcmonitor_summary.json")),
        "description="
            + Files.readString(folder.resolve("run003611_0001_pdsphitmonitor_FileList.json")),
        "run=" + run);
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).hasSize(18 * 6);
    assertThat(shown.getList("plots.name")).contains("pdsphitmonitor_NHitsAPAU3.png");
  }

  @Test
  void looseFormsAreRead() throws IOException {
    say("/monitor/addmon", "summary=" + old("dqm/loose_summary.json"), "run=", "subrun=subrun1");
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics.element"))
        .containsExactly("APA 1", "APA 2", "APA 1", "APA 2", "APA 3");
    assertThat(shown.getList("metrics.value")).containsExactly(2560f, 0f, .1f, .2f, .3f);
    assertThat(idOf("1")).isPositive();
  }

  @Test
  void whatIsTakenBackUncoversWhatWasThereBefore() {
    add("1", "1", "ts=2018-08-31 08:00:00+00:00");
    add("2", "2", "ts=2018-08-31 09:00:00+00:00");
    add("3", "3", "ts=2018-08-31 10:00:00+00:00");
    assertThat(noise(results(run))).isEqualTo(3);
    assertThat(say("/monitor/delmon", "run=" + run, "subrun=3"))
        .isEqualTo("Deleted 1 mon entries for run " + run + "::3");
    assertThat(noise(results(run))).isEqualTo(2);
    long second = idOf("2");
    assertThat(say("/monitor/delmon", "pk=" + second))
        .isEqualTo("Deleted mon entry ID " + second + "\n");
    assertThat(noise(results(run))).isEqualTo(1);
    assertThat(say("/monitor/delmon", "run=%06d".formatted(run)))
        .startsWith("Deleted 1 mon entries");
    assertThat(results(run).getList("metrics")).isEmpty();
  }

  @Test
  void whatIsOlderStaysBehindWhatIsThere() {
    add("2", "2", "ts=2018-08-31 09:00:00+00:00");
    add("1", "1", "ts=2018-08-31 08:00:00+00:00");
    assertThat(noise(results(run))).isEqualTo(2);
    say("/monitor/delmon", "run=" + run, "subrun=2");
    assertThat(noise(results(run))).isEqualTo(1);
    // a clock that goes ahead does not hide what comes after it
    add("3", "3", "ts=2099-01-01 00:00:00+00:00");
    add("4", "4");
    assertThat(noise(results(run))).isEqualTo(4);
  }

  @Test
  void resultsAreOfTheFileAndAttemptOfTheirJob() {
    Api.cancelAll();
    Triggered trigger = Triggered.by("a");
    long file = trigger.announce("1", ", \"run\": " + run).getLong("id");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    JobOffer offer = pilot.takeOne();
    for (String value : List.of("1", "2")) {
      say(
          "/monitor/addmon",
          "summary=[{\"noise\": \"" + value + "\"}]",
          "run=" + run,
          "j_uuid=" + offer.jobUuid());
    }
    JsonPath running = results(run);
    assertThat(running.getLong("metrics[0].jobId")).isEqualTo(offer.jobId());
    assertThat(running.getLong("metrics[0].fileId")).isEqualTo(file);
    assertThat(noise(running)).isEqualTo(2);
    pilot.ended(offer, 0);
    say(
        "/monitor/addmon",
        "summary=[{\"late\": \"3\"}]",
        "run=" + run,
        "j_uuid=" + offer.jobUuid());
    JsonPath ended = results(run);
    assertThat(ended.<Object>get("metrics.find { it.name == 'late' }.jobId")).isNull();
    assertThat(ended.getLong("metrics.find { it.name == 'late' }.fileId")).isEqualTo(file);
    // the same attempt has one row, whoever deletes its first entry
    assertThat(say("/monitor/delmon", "run=" + run)).startsWith("Deleted 3 ");
    assertThat(results(run).getList("metrics")).isEmpty();
  }

  @Test
  void manyWhoAddAndTakeBackLeaveTheLatestShown() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String subrun = Integer.toString(i % 10);
      String time = "ts=2018-08-31 08:%02d:00+00:00".formatted(random.nextInt(60));
      calls.add(
          i % 3 == 2
              ? () -> say("/monitor/delmon", "run=" + run, "subrun=" + subrun)
              : () -> add(subrun, time.substring(18, 20), time));
    }
    add("99", "0", "ts=2018-08-31 08:00:00+00:00");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    for (Future<String> each : pool.invokeAll(calls)) {
      assertThat(each.get()).as("seed %d", seed).isNotEmpty();
    }
    pool.shutdown();
    float latest =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select extract(minute from max(at)) from metric where run = :run")
                    .bind("run", run)
                    .mapTo(Float.class)
                    .one());
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).as("seed %d", seed).hasSize(1);
    assertThat(noise(shown)).as("seed %d", seed).isEqualTo(latest);
  }

  @Test
  void allOfItIsTakenBackWhereThatIsAllowed() {
    add("1", "1");
    add("2", "2");
    assertThat(entries.delete(Entries.Kind.MON, Choice.all())).hasSizeGreaterThanOrEqualTo(2);
    assertThat(results(run).getList("metrics")).isEmpty();
  }

  @Test
  void entriesAreMovedToAnotherFolder() {
    add("1", "1");
    add("2", "2");
    long first = idOf("1");
    assertThat(say("/monitor/move", "pk=%d-%d".formatted(first, first), "moveto=2019_9"))
        .isEqualTo(job);
    assertThat(say("/monitor/move", "pk=%d,%d".formatted(first, idOf("2")), "moveto=2019_8"))
        .isEqualTo(job + "," + job);
    List<String> directories =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select directory from legacy_entry where run = :run")
                    .bind("run", run)
                    .mapTo(String.class)
                    .list());
    assertThat(directories).containsExactly("2019_8", "2019_8");
  }

  @Test
  void rubbishIsRefusedAndNeverAFault() {
    for (String summary :
        List.of(
            "[[",
            "[1]",
            "[[]]",
            "\"x\"",
            "7",
            "null",
            "[{\"a\": {\"b\": 1}}]",
            "[".repeat(5000),
            "[{\"\\u0000\": \"1\", \"\\ud800\": \"1\", \"n\": 1e999999999}]",
            "[{\"Category\": 1, \"Files\": [1]}]",
            "[{\"Files\": {\"a\": {\"b\": \"c.png\"}}}]")) {
      for (String field : List.of("summary", "description")) {
        int status = post("/monitor/addmon", field + "=" + summary, "run=" + run).statusCode();
        assertThat(status).as(summary).isBetween(200, 422);
      }
    }
    for (String field :
        List.of(
            "j_uuid=\u0000",
            "subdir=a\u0000",
            "jobtype=\u0001x",
            "run=9999999999",
            "ts=0",
            "j_uuid=" + "x".repeat(300))) {
      int status =
          post("/monitor/addmon", "run=", "summary=[{\"run\": \"x\"}]", field).statusCode();
      assertThat(status).as(field).isBetween(400, 422);
    }
    for (String keys : List.of("-1", "1-", "a", "99999999999999999999", "1;drop")) {
      assertThat(post("/monitor/delmon", "pk=" + keys).statusCode()).as(keys).isEqualTo(422);
    }
  }

  @Test
  void nobodyTakesBackAllByNamingARangeThatHoldsIt() {
    add("1", "1");
    say("/purity/add", "run=" + run, "tpc=1", "lifetime=1");
    say("/evd/add", "json=[{\"run\": %d}]".formatted(run));
    for (String path :
        List.of("/monitor/delmon", "/monitor/move", "/purity/delete", "/evd/delete")) {
      for (String range :
          List.of("0-999999999999999999", "0-10000", "0-5000,999999-999999999", "0-9,10-10009")) {
        for (String field : path.startsWith("/monitor/") ? List.of("pk") : List.of("pk", "run")) {
          String more = path.equals("/monitor/move") ? "moveto=elsewhere" : "x=y";
          Response reply = post(path, field + "=" + range, more);
          assertThat(reply.statusCode()).as(path + " " + range).isEqualTo(422);
          assertThat(reply.jsonPath().getString("detail"))
              .isEqualTo(field + " must name at most 10000 numbers at once");
        }
      }
    }
    assertThat(results(run).getList("metrics")).hasSize(2);
    assertThat(count("directory <> 'elsewhere'")).isEqualTo(3);
  }

  private long count(String condition) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from legacy_entry where run = :run and " + condition)
                .bind("run", run)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void whatSaysNoTimeIsOfThatOfItsSummary() {
    String stamped = "summary=[{\"run\": \"x\", \"TimeStamp\": \"%s\", \"noise\": \"%d\"}]";
    // on the clock of the experiment
    say("/monitor/addmon", "run=" + run, stamped.formatted("Fri Aug 31 08:40:22 2018", 1));
    assertThat(results(run).getString("metrics[0].at")).isEqualTo("2018-08-31T06:40:22Z");
    say("/monitor/addmon", "run=" + run, stamped.formatted("Fri Aug  3 08:40:22 2018", 2));
    assertThat(noise(results(run))).isEqualTo(1);
    assertThat(count("ts = '2018-08-03 06:40:22Z'")).isEqualTo(1);
    say(
        "/monitor/addmon",
        "run=" + run,
        stamped.formatted("Fri Aug 31 08:40:22 2018", 3),
        "ts=2018-09-01 08:40:22Z");
    assertThat(results(run).getString("metrics[0].at")).isEqualTo("2018-09-01T08:40:22Z");
    for (String unreadable : List.of("Mon Aug 31 08:40:22 2018", "yesterday", "0")) {
      say("/monitor/addmon", "run=" + run, stamped.formatted(unreadable, 4));
    }
    assertThat(count("ts > now() - interval '1 hour'")).isEqualTo(3);
  }

  @Test
  void aWholeSummaryOfTheMonitorBecomesANumberOfEachPlaneAndApa() throws IOException {
    say("/monitor/addmon", "summary=" + old("dqm/tpcmonitor_summary.json"));
    JsonPath shown = results(run);
    assertThat(shown.getList("metrics")).hasSize(18 * 6);
    assertThat(
            shown.getFloat(
                "metrics.find { it.name == 'Plane Z RMS of Hit RMS' && it.element == 'APA 6' }.value"))
        .isEqualTo(15.6f);
  }
}
