package org.p3s.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

@ServerTest
class MetricsTest {

  @Test
  void healthIsReadyWithItsDatabase() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks[0].name", containsString("Database"));
  }

  @Test
  void whatHappensIsCountedUnderTheNamesOfTheManual() {
    Api.cancelAll();
    String site = UUID.randomUUID().toString();
    String job =
        "{\"name\": \"m\", \"jobType\": \"metered\", \"payload\": \"true\", \"eta\": \"PT0.001S\", \"labels\": {\"site\": \"%s\"}}";
    Api.admin().body(job.formatted(site)).post("/jobs").then().statusCode(201);
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer taken = pilot.takeOne();
    pilot.started(taken);
    pilot.ended(taken, 0);
    given()
        .header("Authorization", "Bearer " + TestPostgres.ADMIN)
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(
            allOf(
                containsString("p3s_jobs{state=\"READY\"}"),
                containsString("p3s_pilots{state=\"IDLE\"}"),
                containsString("p3s_oldest_waiting_seconds"),
                containsString("p3s_dispatch_seconds_count"),
                containsString("p3s_job_queue_seconds_count{job_type=\"metered\"}"),
                containsString("p3s_job_run_seconds_count{job_type=\"metered\"}"),
                containsString("p3s_workflows_total{state=\"FINISHED\"}"),
                containsString("p3s_deadline_missed_total")));
  }

  @Test
  void aFileThatIsLetGoIsCountedWithItsReason() {
    double before = dropped("NO_TRIGGER");
    String name = UUID.randomUUID().toString();
    Api.admin()
        .body("{\"name\": \"%1$s\", \"url\": \"/data/%1$s\"}".formatted(name))
        .post("/files")
        .then()
        .statusCode(201);
    assertThat(dropped("NO_TRIGGER")).isEqualTo(before + 1);
    for (String reason :
        List.of("PRESCALE", "SHORT", "SMALL", "BACKLOG", "FORECAST", "AGE", "LATE", "PAUSED")) {
      assertThat(dropped(reason)).isNotNegative();
    }
    assertThat(value("p3s_storage_free_bytes")).isPositive();
  }

  private static double dropped(String reason) {
    return value("p3s_files_dropped_total{reason=\"%s\"}".formatted(reason));
  }

  private static double value(String series) {
    String all =
        given()
            .header("Authorization", "Bearer " + TestPostgres.ADMIN)
            .get("/q/metrics")
            .asString();
    return all.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }
}
