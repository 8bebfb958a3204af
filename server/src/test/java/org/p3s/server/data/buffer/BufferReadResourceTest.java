package org.p3s.server.data.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.server.platform.Settings;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;
import org.p3s.server.testing.Triggered;

@ServerTest
class BufferReadResourceTest {

  @Inject Jdbi jdbi;
  @Inject Settings settings;

  private final String site = UUID.randomUUID().toString();
  private FakePilot pilot;
  private List<JobOffer> jobs;

  @BeforeEach
  void takeJobs() {
    jdbi.useHandle(handle -> handle.execute("delete from buffer_read"));
    String job =
        "{\"name\": \"b\", \"payload\": \"true\", \"labels\": {\"site\": \"%s\"}}".formatted(site);
    Api.admin()
        .body(IntStream.range(0, 20).mapToObj(i -> job).collect(Collectors.joining(",", "[", "]")))
        .post("/jobs")
        .then()
        .statusCode(201);
    pilot = FakePilot.register(site, 20);
    jobs = pilot.take(20);
    assertThat(jobs).hasSize(20);
  }

  private static Response ask(JobOffer job) {
    return Api.as(job.token()).post("/buffer-reads");
  }

  @Test
  void onlySoManyReadAtATimeHoweverManyAskAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(20);
    List<Future<Response>> answers = new ArrayList<>();
    for (JobOffer job : jobs) {
      answers.add(pool.submit(() -> ask(job)));
    }
    int granted = 0;
    for (Future<Response> each : answers) {
      Response answer = each.get();
      if (answer.statusCode() == 201) {
        granted++;
        assertThat(answer.jsonPath().getString("lease")).isEqualTo("PT1M");
      } else {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.jsonPath().getString("detail")).contains("4 jobs read");
      }
    }
    pool.shutdown();
    assertThat(granted).isEqualTo(settings.bufferReads());
  }

  @Test
  void whoHasAPlaceKeepsItAndWhoGivesItBackFreesIt() {
    for (int i = 0; i < 4; i++) {
      assertThat(ask(jobs.get(i)).statusCode()).isEqualTo(201);
    }
    assertThat(ask(jobs.get(4)).statusCode()).isEqualTo(429);
    assertThat(ask(jobs.get(0)).statusCode()).isEqualTo(201);
    Api.as(jobs.get(0).token()).delete("/buffer-reads").then().statusCode(204);
    assertThat(ask(jobs.get(4)).statusCode()).isEqualTo(201);
    assertThat(ask(jobs.get(0)).statusCode()).isEqualTo(429);
  }

  @Test
  void thePlaceOfADeadPilotIsFreeWhenItsLeaseEnds() {
    for (int i = 0; i < 4; i++) {
      ask(jobs.get(i));
    }
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update buffer_read set expires_at = now() - interval '1 s' where job_id = ?",
                jobs.get(2).jobId()));
    assertThat(ask(jobs.get(5)).statusCode()).isEqualTo(201);
    assertThat(ask(jobs.get(2)).statusCode()).isEqualTo(429);
  }

  @Test
  void onlyAnAttemptThatRunsMayAsk() {
    pilot.ended(jobs.get(0), 0);
    assertThat(ask(jobs.get(0)).statusCode()).isEqualTo(409);
    assertThat(Api.as(TestPostgres.ADMIN).post("/buffer-reads").statusCode()).isEqualTo(403);
    assertThat(Api.as(pilot.token).post("/buffer-reads").statusCode()).isEqualTo(403);
  }

  @Test
  void thePilotIsToldWhereTheBufferHoldsTheFile() {
    Triggered trigger = Triggered.by("noop>a");
    trigger.announce("_1", ", \"buffer\": \"root://daq:1094//b/x\"");
    JobFile input = FakePilot.register(trigger.site, 1).takeOne().inputs().get(0);
    assertThat(input.buffer()).isEqualTo("root://daq:1094//b/x");
    assertThat(input.url()).startsWith("/data/");
    Api.admin()
        .body(trigger.event("_2", ", \"buffer\": \"ftp://x\""))
        .post("/files")
        .then()
        .statusCode(422);
  }
}
