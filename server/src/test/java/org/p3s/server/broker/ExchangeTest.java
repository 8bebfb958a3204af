package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.p3s.server.testing.Soon.soon;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.LogChunk;
import org.p3s.protocol.PilotRegistration;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

@ServerTest
class ExchangeTest {

  @Inject Jdbi jdbi;
  @Inject Reaper reaper;

  private String site;

  @BeforeEach
  void aSiteOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
  }

  private void submit(int jobs, String more) {
    String job =
        "{\"name\": \"j\", \"payload\": \"true\", \"labels\": {\"site\": \"%s\"}%s}"
            .formatted(site, more);
    String list = String.join(",", Collections.nCopies(jobs, job));
    Api.admin().body("[" + list + "]").post("/jobs").then().statusCode(201);
  }

  private static String state(JobOffer job) {
    return Api.admin().get("/jobs/" + job.jobId()).path("job.state");
  }

  private void endLease(FakePilot pilot) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update pilot set lease_until = now() - interval '1 minute' where id = ?",
                pilot.id));
  }

  @Test
  void oneRoundTripReportsAJobAndTakesTheNext() {
    submit(2, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer first = pilot.takeOne();
    pilot.started(first);
    pilot.forget();
    ExchangeAnswer answer =
        pilot.exchange(List.of(FakePilot.report(first, Phase.ENDED, 0, null)), 1, 0);
    assertThat(answer.jobs()).hasSize(1);
    assertThat(state(first)).isEqualTo("FINISHED");
  }

  @Test
  void aLostAnswerIsGivenAgain() {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 2);
    JobOffer job = pilot.takeOne();
    pilot.forget();
    JobOffer again = pilot.exchange(List.of(), 1, 0).jobs().get(0);
    assertThat(again.id()).isEqualTo(job.id());
  }

  @Test
  void theSameReportTwiceGivesTheSameAnswer() {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer job = pilot.takeOne();
    ExchangeAnswer first = pilot.ended(job, 0);
    ExchangeAnswer second = pilot.ended(job, 0);
    assertThat(second).isEqualTo(first).isEqualTo(ExchangeAnswer.NOTHING);
    assertThat(state(job)).isEqualTo("FINISHED");
  }

  @Test
  void theReportOfAnotherPilotChangesNothing() {
    submit(1, "");
    FakePilot owner = FakePilot.register(site, 1);
    FakePilot other = FakePilot.register(site, 1);
    JobOffer job = owner.takeOne();
    ExchangeAnswer answer = other.ended(job, 0);
    assertThat(FakePilot.aborts(answer, job)).isTrue();
    assertThat(state(job)).isEqualTo("DISPATCHED");
  }

  @Test
  void aSilentPilotLosesItsJob() {
    submit(1, "");
    FakePilot silent = FakePilot.register(site, 1);
    JobOffer lost = silent.takeOne();
    endLease(silent);
    assertThat(reaper.reap(Duration.ZERO)).isZero();
    assertThat(reaper.reap(Duration.ofDays(1))).isPositive();
    FakePilot other = FakePilot.register(site, 1);
    JobOffer again = other.takeOne();
    assertThat(again.jobId()).isEqualTo(lost.jobId());
    assertThat(again.attempt()).isEqualTo(2);
    // the lost one comes back: its report is too late, and it has to register anew
    ExchangeAnswer late = silent.ended(lost, 0);
    assertThat(late.commands()).extracting(Command::kind).containsExactly(Command.Kind.REGISTER);
    assertThat(state(again)).isEqualTo("DISPATCHED");
  }

  @Test
  void aJobThatLostThreePilotsFails() {
    submit(1, "");
    JobOffer job = null;
    for (int i = 0; i < 3; i++) {
      FakePilot pilot = FakePilot.register(site, 1);
      job = pilot.takeOne();
      // a renewal that is still to be written may come in between
      soon(
          () -> {
            endLease(pilot);
            return reaper.reap(Duration.ofDays(1)) > 0;
          });
    }
    Api.admin()
        .get("/jobs/" + job.jobId())
        .then()
        .body("job.state", equalTo("FAILED"))
        .body("job.cause", equalTo("LOST_PILOT"));
  }

  @Test
  void aPilotThatSignsOffGivesItsJobBack() {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer job = pilot.takeOne();
    assertThat(pilot.signOff()).isEqualTo(204);
    assertThat(pilot.signOff()).isEqualTo(204);
    assertThat(state(job)).isEqualTo("READY");
    Api.admin().get("/pilots/" + pilot.id).then().body("state", equalTo("STOPPED"));
  }

  @Test
  void aWaitingPilotIsWokenByANewJob() throws Exception {
    FakePilot pilot = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> waiting =
        pilot.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
    assertThat(waiting).isNotDone();
    submit(1, "");
    assertThat(waiting.get(5, TimeUnit.SECONDS).jobs()).hasSize(1);
  }

  @Test
  void aJobWakesAsManyPilotsAsItNeeds() throws Exception {
    List<FakePilot> pilots =
        IntStream.range(0, 5).mapToObj(i -> FakePilot.register(site, 1)).toList();
    List<CompletableFuture<ExchangeAnswer>> waiting =
        pilots.stream()
            .map(each -> each.later(new ExchangeRequest(List.of(), List.of(), 1, 4)))
            .toList();
    submit(2, "");
    int jobs = 0;
    for (CompletableFuture<ExchangeAnswer> each : waiting) {
      jobs += each.get(10, TimeUnit.SECONDS).jobs().size();
    }
    assertThat(jobs).isEqualTo(2);
  }

  @Test
  void aBusyPilotHearsOfACancelledJobAtOnce() throws Exception {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer job = pilot.takeOne();
    CompletableFuture<ExchangeAnswer> beat =
        pilot.later(new ExchangeRequest(pilot.running(), List.of(), 0, 30));
    FakePilot.register(site, 1).take(1);
    Api.admin().post("/jobs/" + job.jobId() + "/cancel").then().statusCode(200);
    assertThat(FakePilot.aborts(beat.get(5, TimeUnit.SECONDS), job)).isTrue();
  }

  @Test
  void aReportThatDoesNotSayWhatItIsIsRefused() {
    submit(2, "");
    FakePilot pilot = FakePilot.register(site, 2);
    JobOffer job = pilot.takeOne();
    String report =
        "{\"reports\": [{\"jobId\": %d, \"attempt\": 1%s}], \"want\": 0, \"waitSeconds\": 0}";
    for (String more : List.of(", \"exitCode\": 7", ", \"phase\": \"ENDED\"")) {
      Api.as(pilot.token)
          .body(report.formatted(job.jobId(), more))
          .post("/pilots/" + pilot.id + "/exchange")
          .then()
          .statusCode(422);
    }
    assertThat(state(job)).isEqualTo("DISPATCHED");
    Api.as(pilot.token)
        // a clock that is far off does not make the report worthless
        .body(
            report.formatted(
                job.jobId(),
                ", \"phase\": \"ENDED\", \"exitCode\": 7, \"startedAt\": \"+1000000000-12-31T00:00:00Z\""))
        .post("/pilots/" + pilot.id + "/exchange")
        .then()
        .statusCode(200);
    Api.admin().get("/jobs/" + job.jobId()).then().body("job.cause", equalTo("EXIT"));
  }

  @Test
  void aPilotWithoutRoomDoesNotTakeAnothersWakeUp() throws Exception {
    submit(1, ", \"cores\": 4");
    PilotRegistration four =
        new PilotRegistration(null, "h", site, 2, 4, 2000, 0, Map.of(), null, null);
    FakePilot full = FakePilot.register(four);
    full.takeOne();
    FakePilot idle = FakePilot.register(four);
    CompletableFuture<ExchangeAnswer> first =
        full.later(new ExchangeRequest(full.running(), List.of(), 1, 30));
    FakePilot.register(site, 1).take(1);
    CompletableFuture<ExchangeAnswer> second =
        idle.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
    submit(1, ", \"cores\": 4");
    assertThat(second.get(5, TimeUnit.SECONDS).jobs()).hasSize(1);
    assertThat(first).isNotDone();
    full.exchange(List.of(), 0, 0);
  }

  @Test
  void whatDoesNotFitNowDoesNotHoldUpWhatDoes() {
    submit(1, ", \"cores\": 3");
    FakePilot pilot =
        FakePilot.register(
            new PilotRegistration(null, "h", site, 4, 4, 2000, 0, Map.of(), null, null));
    pilot.takeOne();
    submit(1, ", \"cores\": 3, \"priority\": 9");
    submit(1, ", \"cores\": 1");
    assertThat(pilot.takeOne().cores()).isEqualTo(1);
  }

  @Test
  void aNewerExchangeReleasesTheOlder() throws Exception {
    FakePilot pilot = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> older =
        pilot.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
    // only an exchange that has arrived can be released
    FakePilot.register(site, 1).take(1);
    pilot.exchange(List.of(), 0, 0);
    assertThat(older.get(5, TimeUnit.SECONDS)).isEqualTo(ExchangeAnswer.NOTHING);
  }

  @Test
  void anEmptyWaitEndsInTime() throws Exception {
    FakePilot pilot = FakePilot.register(site, 1);
    long began = System.nanoTime();
    assertThat(pilot.exchange(List.of(), 1, 1)).isEqualTo(ExchangeAnswer.NOTHING);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aDrainedPilotGetsNothingMore() throws Exception {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    Api.admin().post("/pilots/" + pilot.id + "/drain").then().statusCode(200);
    ExchangeAnswer answer = pilot.exchange(List.of(), 1, 0);
    assertThat(answer.jobs()).isEmpty();
    assertThat(answer.commands()).extracting(Command::kind).containsExactly(Command.Kind.DRAIN);
    FakePilot other = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> waiting =
        other.later(new ExchangeRequest(List.of(), List.of(), 0, 0));
    waiting.get(5, TimeUnit.SECONDS);
    Api.admin().post("/pilots/drain?site=" + site).then().statusCode(200);
    assertThat(other.exchange(List.of(), 0, 0).commands()).hasSize(1);
  }

  @Test
  void theMostUrgentGoFirst() {
    submit(1, ", \"env\": {\"N\": \"3\"}, \"eta\": \"PT2H\"");
    submit(1, ", \"env\": {\"N\": \"4\"}");
    submit(1, ", \"env\": {\"N\": \"2\"}, \"eta\": \"PT1H\"");
    submit(1, ", \"env\": {\"N\": \"1\"}, \"priority\": 5");
    submit(1, ", \"env\": {\"N\": \"5\"}");
    FakePilot pilot = FakePilot.register(site, 5);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      order.add(pilot.takeOne().env().get("N"));
    }
    assertThat(order).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void jobsGoOnlyWhereTheyFit() {
    submit(1, ", \"cores\": 4, \"memoryMiB\": 1000");
    FakePilot small = FakePilot.register(site, 2);
    assertThat(small.take(2)).isEmpty();
    FakePilot elsewhere = FakePilot.register("other-" + site, 8);
    assertThat(elsewhere.take(2)).isEmpty();
    FakePilot fits =
        FakePilot.register(
            new PilotRegistration(null, "h", site, 4, 4, 2000, 0, Map.of(), null, null));
    assertThat(fits.take(2)).hasSize(1);
  }

  @Test
  void allSlotsTogetherDoNotExceedThePilotsCores() {
    submit(3, ", \"cores\": 2");
    FakePilot pilot =
        FakePilot.register(
            new PilotRegistration(null, "h", site, 4, 4, 2000, 0, Map.of(), null, null));
    assertThat(pilot.take(4)).hasSize(2);
    assertThat(pilot.take(2)).isEmpty();
  }

  @Test
  void nothingIsGivenTwice() throws Exception {
    int jobs = 400;
    submit(jobs, "");
    List<CompletableFuture<List<JobOffer>>> claimants =
        IntStream.range(0, 16)
            .mapToObj(i -> CompletableFuture.supplyAsync(this::workUntilEmpty))
            .toList();
    List<Long> done = new ArrayList<>();
    for (CompletableFuture<List<JobOffer>> each : claimants) {
      each.get(60, TimeUnit.SECONDS).forEach(job -> done.add(job.jobId()));
    }
    assertThat(done).doesNotHaveDuplicates().hasSize(jobs);
  }

  private List<JobOffer> workUntilEmpty() {
    FakePilot pilot = FakePilot.register(site, 4);
    List<JobOffer> done = new ArrayList<>();
    List<JobOffer> taken = pilot.take(4);
    while (!taken.isEmpty()) {
      for (JobOffer job : taken) {
        pilot.ended(job, 0);
      }
      done.addAll(taken);
      taken = pilot.take(4);
    }
    return done;
  }

  @Test
  void aPilotSpeaksOnlyForItself() {
    FakePilot one = FakePilot.register(site, 1);
    FakePilot two = FakePilot.register(site, 1);
    Api.as(one.token)
        .body("{\"want\": 1, \"waitSeconds\": 0}")
        .post("/pilots/" + two.id + "/exchange")
        .then()
        .statusCode(403);
    Api.as(one.token).get("/workflows").then().statusCode(403);
  }

  @Test
  void rubbishIsRefusedWithEveryViolation() {
    Api.admin()
        .body(
            "{\"host\": \"\", \"site\": \"x\", \"slots\": 0, \"cores\": -1, \"memoryMiB\": 5, \"gpus\": 0}")
        .post("/pilots")
        .then()
        .statusCode(422)
        .body("violations.field", org.hamcrest.Matchers.contains("host", "slots", "cores"));
    FakePilot pilot = FakePilot.register(site, 1);
    Api.as(pilot.token)
        .body("{\"want\": -1}")
        .post("/pilots/" + pilot.id + "/exchange")
        .then()
        .statusCode(422);
  }

  @Test
  void aLogIsReadWhileItIsWritten() {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer job = pilot.takeOne();
    pilot.started(job);
    log(pilot, job, 0, "hello ", 204);
    log(pilot, job, 6, "wörld", 204);
    log(pilot, job, 0, "hello ", 204);
    Api.admin().get("/jobs/" + job.jobId() + "/log").then().body("text", equalTo("hello wörld"));
    pilot.ended(job, 0);
    log(pilot, job, 11, "!", 410);
  }

  private static void log(FakePilot pilot, JobOffer job, long offset, String text, int status) {
    LogChunk chunk = new LogChunk(job.jobId(), job.attempt(), LogChunk.Stream.STDOUT, offset, text);
    Api.as(pilot.token).body(chunk).post("/pilots/" + pilot.id + "/log").then().statusCode(status);
  }

  @Test
  void aPayloadSaysHowFarItIs() {
    submit(1, "");
    FakePilot pilot = FakePilot.register(site, 1);
    JobOffer job = pilot.takeOne();
    Api.as(job.token())
        .body("{\"events\": 120}")
        .post("/jobs/" + job.jobId() + "/progress")
        .then()
        .statusCode(204);
    Api.admin()
        .get("/jobs/" + job.jobId())
        .then()
        .body("attempts[0].progress.events", equalTo(120));
    pilot.ended(job, 0);
    Api.as(job.token())
        .body("{}")
        .post("/jobs/" + job.jobId() + "/progress")
        .then()
        .statusCode(409);
  }

  @Test
  void aJobExplainsWhyItWaits() {
    submit(2, "");
    long first = firstReady();
    explain(first).body("reason", equalTo("NO_MATCH"));
    FakePilot pilot = FakePilot.register(site, 1);
    explain(first).body("reason", equalTo("BUSY")).body("ahead", equalTo(0));
    JobOffer job = pilot.takeOne();
    explain(job.jobId()).body("summary", startsWith("Given to pilot"));
    pilot.ended(job, 4);
    explain(job.jobId()).body("summary", startsWith("Failed by EXIT with exit code 4"));
  }

  private long firstReady() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select min(job.id) from job join lane on lane.id = lane_id join queue on queue.id = queue_id
                    where requirements->'labels'->>'site' = :site
                    """)
                .bind("site", site)
                .mapTo(Long.class)
                .one());
  }

  private static io.restassured.response.ValidatableResponse explain(long job) {
    return Api.admin().get("/jobs/" + job + "/explain").then().statusCode(200);
  }
}
