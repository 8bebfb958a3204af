package org.p3s.server.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.testing.Soon.soon;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.PilotRegistration;
import org.p3s.server.job.Lanes;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** Durations are learned from attempts; the estimate of the template is 60 s for each job. */
@ServerTest
class MeasurementsTest {

  @Inject Measurements measurements;
  @Inject Outlook outlook;
  @Inject MeasurementStore store;
  @Inject Estimates estimates;
  @Inject DagTemplates templates;
  @Inject Lanes lanes;
  @Inject Jdbi jdbi;

  private static double secondsToDeadline(long workflow, String job) {
    JsonPath shown = Api.admin().get("/workflows/" + workflow).jsonPath();
    Instant latest =
        Instant.parse(
            shown.getString("jobList.find { it.name == '%s' }.latestStart".formatted(job)));
    return Duration.between(latest, Instant.parse(shown.getString("deadline"))).toMillis() / 1e3;
  }

  /** Each of these took so long. */
  private void run(FakePilot pilot, int jobs, int seconds) {
    run(pilot, jobs, i -> seconds);
  }

  private void run(FakePilot pilot, int jobs, IntUnaryOperator durations) {
    for (int i = 0; i < jobs; i++) {
      int seconds = durations.applyAsInt(i);
      JobOffer job = pilot.takeOne();
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "update job set dispatched_at = now() - ? * interval '1 second' where id = ?",
                  seconds,
                  job.jobId()));
      pilot.ended(job, 0);
    }
  }

  @Test
  void latestStartsFollowWhatIsMeasured() {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 6; i++) {
      trigger.announce("_" + i, "");
    }
    long waiting = trigger.announce("_waits", "").getLong("workflows[0]");
    assertThat(secondsToDeadline(waiting, "a")).isBetween(119.0, 121.0);
    Api.admin().body("{\"priority\": -10}").patch("/workflows/" + waiting).then().statusCode(200);
    run(pilot, 6, 40);
    measurements.learn();
    // a took 20 s less than was said: 40 + 60
    soon(() -> secondsToDeadline(waiting, "a") < 102);
    assertThat(secondsToDeadline(waiting, "a")).isGreaterThan(99);
    assertThat(secondsToDeadline(waiting, "b")).isBetween(59.0, 61.0);
    long next = trigger.announce("_next", "").getLong("workflows[0]");
    assertThat(secondsToDeadline(next, "a")).isBetween(99.0, 102.0);
  }

  @Test
  void slowNodesAreAClassOfTheirOwn() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    FakePilot fast = FakePilot.register(of(trigger, "fast"));
    FakePilot slow = FakePilot.register(of(trigger, "slow"));
    for (int i = 0; i < 12; i++) {
      trigger.announce("_" + i, "");
    }
    run(fast, 6, 20);
    run(slow, 6, 50);
    measurements.learn();
    soon(() -> classes(trigger).getOrDefault("slow", 0) > 0);
    assertThat(classes(trigger).get("fast")).isBetween(20, 22);
    assertThat(classes(trigger).get("slow")).isBetween(50, 52);
    // as many slots of each, and 60 was said
    soon(
        () ->
            secondsToDeadline(
                    trigger.announce("_next" + System.nanoTime(), "").getLong("workflows[0]"), "a")
                < 40);
  }

  @Test
  void whatIsLearnedTouchesNoJobThatWaits() {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 12; i++) {
      trigger.announce("_" + i, "");
    }
    run(pilot, 6, 40);
    List<String> before = waiting(trigger);
    // somebody holds all of them at this moment
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              "select job.id from job join workflow w on w.id = job.id / 4096 where trigger_id = ? for update of job",
              trigger.id);
          CompletableFuture.runAsync(measurements::learn).join();
          soon(() -> path(trigger, 0) < 106);
        });
    assertThat(waiting(trigger)).hasSize(18).isEqualTo(before);
  }

  /** Each job that waits, with the transaction that wrote it last. */
  private List<String> waiting(Triggered trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select job.id || ' ' || job.xmin from job join workflow w on w.id = job.id / 4096
                    where trigger_id = :id and job.state in ('WAITING', 'READY') order by job.id
                    """)
                .bind("id", trigger.id)
                .mapTo(String.class)
                .list());
  }

  /** Seconds from the start of this vertex' job to the end, as its lane knows them. */
  private double path(Triggered trigger, int vertex) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select known_path from lane join dag_template_version v on v.id = version_id
                    join dag_template t on t.id = v.template_id and t.active_version = v.version
                    where t.name = :name and vertex = :vertex
                    """)
                .bind("name", trigger.template)
                .bind("vertex", vertex)
                .mapTo(Double.class)
                .one());
  }

  @Test
  void theOrderFollowsWhatIsMeasured() {
    String site = UUID.randomUUID().toString();
    Triggered quick = Triggered.at(site, "a", ", \"eta\": \"PT1H\"");
    Triggered other = Triggered.at(site, "a", ", \"eta\": \"PT1H30S\"");
    FakePilot pilot = FakePilot.register(site, 1);
    for (int i = 0; i < 8; i++) {
      quick.announce("_" + i, "");
    }
    other.announce("_1", "");
    // its deadline is half a minute later, and each of both is said to take 60 s
    run(pilot, 6, 5);
    assertThat(pilot.takeOne().template()).isEqualTo(quick.template);
    measurements.learn();
    // quick has 55 s more now
    soon(() -> path(quick, 0) < 7);
    assertThat(FakePilot.register(site, 1).takeOne().template()).isEqualTo(other.template);
  }

  @Test
  void aNewVersionTakesOverWhatItDidNotChange() {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 6; i++) {
      trigger.announce("_" + i, "");
    }
    // first those of a, which are the more urgent ones
    run(pilot, 12, 30);
    measurements.learn();
    Graphs.importGraph(
        trigger.template,
        Graphs.unestimated(trigger.site, "a>b b>c")
            .replaceFirst("(?s)(<node id=\"b\"><data key=\"payload\">)true", "$1false"));
    trigger.announce("_new", "");
    // a as it was measured, b and c, of which nobody knows, by guess
    assertThat(known(trigger)).containsExactly(true, false, false);
    assertThat(path(trigger, 0) - path(trigger, 1)).isBetween(29.0, 32.0);
    assertThat(Api.admin().get("/forecast").jsonPath().getString(measured(trigger)))
        .isEqualTo("false");
  }

  private static String measured(Triggered trigger) {
    return "triggers.find { it.trigger == '%s' }.measured".formatted(trigger.prefix);
  }

  private List<Boolean> known(Triggered trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select known from lane join dag_template_version v on v.id = version_id
                    join dag_template t on t.id = v.template_id and t.active_version = v.version
                    where t.name = :name order by vertex
                    """)
                .bind("name", trigger.template)
                .mapTo(Boolean.class)
                .list());
  }

  @Test
  void theSizeOfFilesTellsWhereItExplainsTheTimes() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT90S\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    // 4 s for each 25 MB
    for (int i = 0; i < 12; i++) {
      trigger.announce("_" + i, ", \"size\": %d".formatted((i + 1) * 25_000_000L));
      run(pilot, 1, j -> 4 + 4 * last(trigger));
    }
    measurements.learn();
    FakePilot.register(trigger.site, 1);
    outlook.read();
    // two slots idle: something has to wait before anything is refused
    trigger.announce("_now1", ", \"size\": 25000000");
    trigger.announce("_now2", ", \"size\": 25000000");
    JsonPath shown = announced(trigger, "_small", 100_000_000L);
    assertThat(latestBeforeDeadline(shown)).isBetween(15.0, 19.0);
    // both would be too late: the newer one keeps the place
    announced(trigger, "_large", 590_000_000L);
    JsonPath newer = announced(trigger, "_larger", 590_000_000L);
    assertThat(newer.getString("state")).isEqualTo("SELECTED");
    // of such files nothing has been measured, however far the line is drawn out
    assertThat(announced(trigger, "_huge", 50_000_000_000L).getString("state"))
        .isEqualTo("SELECTED");
    soon(
        () ->
            Api.admin()
                .get("/files?cause=FORECAST")
                .jsonPath()
                .getList("items.name")
                .contains(trigger.prefix + "_large"));
  }

  /** How many files of this trigger have come, less one. */
  private int last(Triggered trigger) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from workflow where trigger_id = :id")
                    .bind("id", trigger.id)
                    .mapTo(Integer.class)
                    .one())
        - 1;
  }

  private static JsonPath announced(Triggered trigger, String end, long size) {
    return trigger.announce(end, ", \"size\": " + size);
  }

  private static double latestBeforeDeadline(JsonPath answer) {
    return secondsToDeadline(answer.getLong("workflows[0]"), "a");
  }

  /** How many attempts of this template's first vertex were measured. */
  private long measured(String template) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select coalesce(sum(measured), 0) from estimate e
                    join dag_template_version v on v.id = e.version_id
                    join dag_template t on t.id = v.template_id where t.name = :name and vertex = 0
                    """)
                .bind("name", template)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aClockThatWasSetBackIsNoMeasurement() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 12; i++) {
      trigger.announce("_" + i, "");
    }
    run(pilot, 6, -3_600);
    run(pilot, 6, 20);
    measurements.learn();
    soon(() -> measured(trigger.template) == 6);
    assertThat(classes(trigger))
        .hasSize(1)
        .allSatisfy((any, mean) -> assertThat(mean).isBetween(20, 23));
  }

  @Test
  void jobsOfADeletedTemplateAreGivenAndMeasuredAsBefore() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 6; i++) {
      trigger.announce("_" + i, "");
    }
    Api.admin().delete("/dag-templates/" + trigger.template).then().statusCode(204);
    run(pilot, 6, 20);
    measurements.learn();
    soon(() -> measured(trigger.template) == 6);
  }

  @Test
  void serversThatLearnAtOnceLoseNothing() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    List<Measurements> servers =
        Stream.generate(() -> new Measurements(store, estimates, templates, lanes))
            .limit(4)
            .toList();
    for (int i = 0; i < 20; i++) {
      trigger.announce("_" + i, "");
      JobOffer job = pilot.takeOne();
      pilot.ended(job, 0);
      servers.forEach(each -> each.ended(List.of(job.id())));
      servers.stream()
          .map(each -> CompletableFuture.runAsync(each::learn))
          .toList()
          .forEach(CompletableFuture::join);
    }
    measurements.learn();
    // each of them, and the server itself
    soon(() -> measured(trigger.template) == 5 * 20);
  }

  private Map<String, Integer> classes(Triggered trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                        select speed, round(mean)::int mean from estimate e
                        join dag_template_version v on v.id = e.version_id
                        join dag_template t on t.id = v.template_id where t.name = :name
                        """)
                .bind("name", trigger.template)
                .reduceRows(
                    new HashMap<String, Integer>(),
                    (all, row) -> {
                      all.put(
                          row.getColumn("speed", String.class),
                          row.getColumn("mean", Integer.class));
                      return all;
                    }));
  }

  private static PilotRegistration of(Triggered trigger, String speed) {
    return new PilotRegistration(
        null, "host", trigger.site, 1, 4, 8_000, 0, Map.of("speed", speed), "test", null);
  }

  @Test
  void aFewMeasurementsChangeNothing() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    for (int i = 0; i < 3; i++) {
      trigger.announce("_" + i, "");
    }
    run(pilot, 3, 600);
    measurements.learn();
    long next = trigger.announce("_next", "").getLong("workflows[0]");
    assertThat(secondsToDeadline(next, "a")).isBetween(59.0, 61.0);
  }
}
