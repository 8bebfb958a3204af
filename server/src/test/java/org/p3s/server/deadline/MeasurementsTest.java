package org.p3s.server.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.testing.Soon.soon;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.PilotRegistration;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** Durations are learned from attempts; the estimate of the template is 60 s for each job. */
@ServerTest
class MeasurementsTest {

  @Inject Measurements measurements;
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
    for (int i = 0; i < jobs; i++) {
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
