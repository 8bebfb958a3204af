package org.p3s.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

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
}
