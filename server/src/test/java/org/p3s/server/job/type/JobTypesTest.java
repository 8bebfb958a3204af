package org.p3s.server.job.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

@ServerTest
class JobTypesTest {

  @Inject Jdbi jdbi;

  private String site;
  private String type;

  @BeforeEach
  void aSiteAndATypeOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
    type = "type-" + site.substring(0, 8);
  }

  private List<Long> submit(int jobs, String jobType, int priority) {
    String job =
        "{\"name\": \"j\", \"payload\": \"true\", \"jobType\": \"%s\", \"priority\": %d, \"labels\": {\"site\": \"%s\"}}"
            .formatted(jobType, priority, site);
    return Api.admin()
        .body("[" + String.join(",", Collections.nCopies(jobs, job)) + "]")
        .post("/jobs")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getList("items.id", Long.class);
  }

  private void set(String body) {
    Api.admin().body(body).patch("/job-types/" + type).then().statusCode(200);
  }

  private void explains(long job, String reason, String summary) {
    Api.admin()
        .get("/jobs/" + job + "/explain")
        .then()
        .body("reason", equalTo(reason))
        .body("summary", equalTo(summary));
  }

  private static CompletableFuture<ExchangeAnswer> waiting(FakePilot pilot) {
    return pilot.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
  }

  @Test
  void aLimitMakesJobsWaitWithTheReason() {
    set("{\"limit\": 2}");
    List<Long> jobs = submit(4, type, 0);
    FakePilot pilot = FakePilot.register(site, 8);
    assertThat(pilot.take(8)).hasSize(2);
    assertThat(pilot.take(8)).isEmpty();
    explains(
        jobs.get(3),
        "TYPE_LIMIT",
        "Ready, but at most 2 jobs of type %s run at a time, and 2 do.".formatted(type));
    Api.admin()
        .get("/job-types/" + type)
        .then()
        .body("limit", equalTo(2))
        .body("held", equalTo(2))
        .body("ready", equalTo(2));
  }

  @Test
  void anEndMakesRoomForTheNextInTheSameExchange() {
    set("{\"limit\": 1}");
    long second = submit(2, type, 0).get(1);
    FakePilot pilot = FakePilot.register(site, 2);
    JobOffer first = pilot.takeOne();
    explains(
        second,
        "TYPE_LIMIT",
        "Ready, but at most 1 job of type %s runs at a time, and 1 does.".formatted(type));
    pilot.forget();
    ExchangeAnswer answer =
        pilot.exchange(List.of(FakePilot.report(first, Phase.ENDED, 0, null)), 2, 0);
    assertThat(answer.jobs()).hasSize(1);
  }

  @Test
  void jobsOfOtherTypesOvertakeThoseThatWaitForTheirLimit() {
    set("{\"limit\": 1}");
    submit(10, type, 9);
    submit(3, type + "-other", 0);
    FakePilot pilot = FakePilot.register(site, 4);
    assertThat(pilot.take(4)).hasSize(4);
  }

  @Test
  void aPausedTypeGivesNothingAndSaysWhy() {
    set("{\"paused\": true, \"comment\": \"calibration is wrong\"}");
    long job = submit(1, type, 0).get(0);
    FakePilot pilot = FakePilot.register(site, 1);
    assertThat(pilot.take(1)).isEmpty();
    explains(
        job,
        "TYPE_PAUSED",
        "Ready, but jobs of type %s are paused: calibration is wrong".formatted(type));
  }

  @Test
  void theEndOfAPauseWakesAPilotThatWaits() throws Exception {
    set("{\"paused\": true}");
    submit(1, type, 0);
    FakePilot pilot = FakePilot.register(site, 1);
    assertThat(pilot.take(1)).isEmpty();
    CompletableFuture<ExchangeAnswer> answer = waiting(pilot);
    set("{\"paused\": false}");
    assertThat(answer.get(10, TimeUnit.SECONDS).jobs()).hasSize(1);
  }

  @Test
  void aHigherLimitWakesAsManyPilotsAsItAdmits() throws Exception {
    set("{\"limit\": 0}");
    submit(5, type, 0);
    BlockingQueue<ExchangeAnswer> answers = new LinkedBlockingQueue<>();
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 4)
            .mapToObj(i -> waiting(FakePilot.register(site, 1)).thenAccept(answers::add))
            .toList();
    set("{\"limit\": 2}");
    assertThat(answers.poll(10, TimeUnit.SECONDS).jobs()).hasSize(1);
    assertThat(answers.poll(10, TimeUnit.SECONDS).jobs()).hasSize(1);
    assertThat(held()).isEqualTo(2);
    assertThat(answers).isEmpty();
    set("{\"limit\": null}");
    assertThat(answers.poll(10, TimeUnit.SECONDS).jobs()).hasSize(1);
    assertThat(answers.poll(10, TimeUnit.SECONDS).jobs()).hasSize(1);
    all.forEach(CompletableFuture::join);
  }

  private int held() {
    return Api.admin().get("/job-types/" + type).path("held");
  }

  @Test
  void theEndOfAJobWakesAPilotThatWaitsForItsLimit() throws Exception {
    set("{\"limit\": 1}");
    submit(3, type, 0);
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer reported = pilot.takeOne();
    FakePilot second = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> afterReport = waiting(second);
    pilot.ended(reported, 0);
    JobOffer cancelled = afterReport.get(10, TimeUnit.SECONDS).jobs().get(0);
    CompletableFuture<ExchangeAnswer> afterCancel = waiting(FakePilot.register(site, 1));
    Api.admin().post("/jobs/" + cancelled.jobId() + "/cancel").then().statusCode(200);
    assertThat(afterCancel.get(10, TimeUnit.SECONDS).jobs()).hasSize(1);
    assertThat(held()).isEqualTo(1);
  }

  @Test
  void aNewLimitCountsTheJobsThatRunAlready() {
    submit(6, type, 0);
    FakePilot pilot = FakePilot.register(site, 8);
    JobOffer first = pilot.take(3).get(0);
    set("{\"limit\": 3}");
    assertThat(pilot.take(8)).isEmpty();
    pilot.ended(first, 0);
    assertThat(pilot.take(8)).hasSize(1);
  }

  @Test
  void jobsThatLeftTheirPilotsDoNotCount() {
    set("{\"limit\": 2}");
    List<Long> jobs = submit(4, type, 0);
    FakePilot lost = FakePilot.register(site, 1);
    FakePilot other = FakePilot.register(site, 1);
    lost.takeOne();
    long cancelled = other.takeOne().jobId();
    assertThat(jobs).contains(cancelled);
    lost.signOff();
    Api.admin().post("/jobs/" + cancelled + "/cancel").then().statusCode(200);
    assertThat(FakePilot.register(site, 8).take(8)).hasSize(2);
    assertThat(held()).isEqualTo(2);
  }

  @Test
  void aResetLetsAllRun() {
    set("{\"limit\": 0, \"paused\": true}");
    submit(3, type, 0);
    FakePilot pilot = FakePilot.register(site, 3);
    assertThat(pilot.take(3)).isEmpty();
    Api.admin().delete("/job-types/" + type).then().statusCode(204);
    assertThat(pilot.take(3)).hasSize(3);
    Api.admin()
        .get("/job-types/" + type)
        .then()
        .body("limit", nullValue())
        .body("changedBy", nullValue());
  }

  @Test
  void manyPilotsAtOnceNeverHoldMoreThanTheLimit() throws Exception {
    set("{\"limit\": 3}");
    submit(60, type, 0);
    List<CompletableFuture<Integer>> pilots =
        IntStream.range(0, 8)
            .mapToObj(i -> FakePilot.register(site, 2))
            .map(pilot -> CompletableFuture.supplyAsync(() -> work(pilot)))
            .toList();
    CompletableFuture<Void> all = CompletableFuture.allOf(pilots.toArray(CompletableFuture[]::new));
    int most = 0;
    while (!all.isDone()) {
      most = Math.max(most, heldNow());
    }
    all.get(1, TimeUnit.SECONDS);
    assertThat(pilots.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(60);
    assertThat(most).isBetween(1, 3);
  }

  /** Takes and ends jobs until none is left; returns how many it had. */
  private int work(FakePilot pilot) {
    int done = 0;
    while (left() > 0) {
      List<JobOffer> jobs = pilot.take(2);
      assertThat(heldNow()).isLessThanOrEqualTo(3);
      jobs.forEach(job -> pilot.ended(job, 0));
      done += jobs.size();
    }
    return done;
  }

  private int heldNow() {
    return count("state in ('DISPATCHED', 'RUNNING')");
  }

  private int left() {
    return count("state = 'READY'");
  }

  private int count(String which) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from job where job_type = :type and " + which)
                .bind("type", type)
                .mapTo(Integer.class)
                .one());
  }
}
