package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;

@ServerTest
class WorkflowTest {

  @Inject Jdbi jdbi;

  private String site;
  private FakePilot pilot;

  @BeforeEach
  void aPilotOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
    pilot = FakePilot.register(site, 16);
  }

  private long submit(String arrows) {
    return submit(arrows, "");
  }

  private long submit(String arrows, String more) {
    String body = "{\"template\": \"%s\"%s}".formatted(Graphs.template(site, arrows), more);
    return Api.admin()
        .body(body)
        .post("/workflows")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  private static JsonPath show(long workflow) {
    return Api.admin().get("/workflows/" + workflow).then().statusCode(200).extract().jsonPath();
  }

  private static Map<String, String> states(long workflow) {
    List<Map<String, Object>> jobs = show(workflow).getList("jobList");
    return jobs.stream()
        .collect(Collectors.toMap(j -> (String) j.get("name"), j -> (String) j.get("state")));
  }

  private static String stateOf(long workflow) {
    return show(workflow).getString("state");
  }

  /** Runs whatever is offered until nothing is; those named fail. */
  private void runAll(String... failing) {
    List<JobOffer> jobs = pilot.take(16);
    while (!jobs.isEmpty()) {
      for (JobOffer job : jobs) {
        pilot.started(job);
        pilot.ended(job, List.of(failing).contains(job.vertex()) ? 3 : 0);
      }
      jobs = pilot.take(16);
    }
  }

  @Test
  void aJobStartsWhenAllItsParentsHaveFinished() {
    long workflow = submit("a>join b>join join>end");
    List<JobOffer> first = pilot.take(16);
    assertThat(first).extracting(JobOffer::vertex).containsExactlyInAnyOrder("a", "b");
    pilot.ended(first.get(0), 0);
    assertThat(pilot.take(16)).isEmpty();
    pilot.ended(first.get(1), 0);
    assertThat(pilot.takeOne().vertex()).isEqualTo("join");
    assertThat(states(workflow))
        .containsEntry("join", "DISPATCHED")
        .containsEntry("end", "WAITING");
  }

  @Test
  void aWorkflowFinishesWithItsLastJob() {
    long workflow = submit("a>b a>c b>d c>d");
    runAll();
    assertThat(stateOf(workflow)).isEqualTo("FINISHED");
    assertThat(show(workflow).getInt("jobsLeft")).isZero();
  }

  @Test
  void whatFollowsAFailureIsSkipped() {
    long workflow = submit("a>b b>c a>d");
    runAll("a");
    assertThat(states(workflow))
        .containsEntry("a", "FAILED")
        .containsEntry("b", "SKIPPED")
        .containsEntry("c", "SKIPPED")
        .containsEntry("d", "SKIPPED");
    assertThat(stateOf(workflow)).isEqualTo("FAILED");
  }

  @Test
  void anEdgeThatSaysAlwaysRunsItsTargetAfterAFailure() {
    long workflow = submit("a>b b!report a>c c!report");
    runAll("b");
    assertThat(states(workflow)).containsEntry("b", "FAILED").containsEntry("report", "FINISHED");
    assertThat(stateOf(workflow)).isEqualTo("FAILED");
  }

  @Test
  void anInputOfAFailedParentIsOptional() {
    submit("a>b b!report");
    JobOffer a = pilot.takeOne();
    pilot.ended(a, 0);
    JobOffer b = pilot.takeOne();
    pilot.ended(b, 1);
    JobOffer report = pilot.takeOne();
    assertThat(report.inputs()).singleElement().matches(file -> file.optional());
  }

  @Test
  void chainsOfNoopsPassThroughAtOnce() {
    long workflow = submit("noop1>noop2 noop2>a a>noop3 noop3>noop4 noop4>b b>noop5 noop6>b");
    assertThat(pilot.takeOne().vertex()).isEqualTo("a");
    pilot.forget();
    runAll();
    // the first exchange forgot "a", which is therefore offered again
    assertThat(states(workflow).values()).containsOnly("FINISHED");
    assertThat(stateOf(workflow)).isEqualTo("FINISHED");
  }

  @Test
  void aGraphOfNoopsIsFinishedWhenMade() {
    assertThat(stateOf(submit("noop1>noop2"))).isEqualTo("FINISHED");
  }

  @Test
  void exitCode99CountsAsSuccess() {
    long workflow = submit("a>b");
    pilot.ended(pilot.takeOne(), 99);
    assertThat(states(workflow)).containsEntry("a", "SKIPPED").containsEntry("b", "READY");
    runAll();
    assertThat(stateOf(workflow)).isEqualTo("FINISHED");
  }

  @Test
  void aDefinedWorkflowWaitsForItsStart() {
    long workflow = submit("noop1>a a>b", ", \"start\": false");
    assertThat(stateOf(workflow)).isEqualTo("DEFINED");
    assertThat(pilot.take(16)).isEmpty();
    Api.admin().post("/workflows/" + workflow + "/start").then().statusCode(200);
    Api.admin().post("/workflows/" + workflow + "/start").then().statusCode(409);
    runAll();
    assertThat(stateOf(workflow)).isEqualTo("FINISHED");
  }

  @Test
  void cancellingEndsWhatHasNotEnded() {
    long workflow = submit("a>b b>c");
    JobOffer a = pilot.takeOne();
    Api.admin().post("/workflows/" + workflow + "/cancel").then().statusCode(200);
    Api.admin().post("/workflows/" + workflow + "/cancel").then().statusCode(200);
    assertThat(stateOf(workflow)).isEqualTo("CANCELLED");
    assertThat(states(workflow).values()).containsOnly("CANCELLED");
    assertThat(FakePilot.aborts(pilot.exchange(List.of(), 0, 0), a)).isTrue();
    pilot.ended(a, 0);
    assertThat(states(workflow)).containsEntry("a", "CANCELLED");
    Api.admin()
        .get("/jobs/" + a.jobId())
        .then()
        .body("attempts[0].outcome", org.hamcrest.Matchers.equalTo("ABORTED"))
        .body("attempts[0].note", org.hamcrest.Matchers.containsString("too late"));
  }

  @Test
  void cancellingOneJobSkipsThoseThatNeedIt() {
    long workflow = submit("a>b a>c");
    JobOffer a = pilot.takeOne();
    Api.admin().post("/jobs/" + a.jobId() + "/cancel").then().statusCode(200);
    assertThat(states(workflow)).containsEntry("a", "CANCELLED").containsEntry("b", "SKIPPED");
    assertThat(stateOf(workflow)).isEqualTo("CANCELLED");
  }

  @Test
  void parallelEdgesAreSeveralFiles() {
    String name = "t-" + UUID.randomUUID();
    String graph = Graphs.graphMl(site, "a>b");
    String second =
        "<edge source=\"a\" target=\"b\"><data key=\"datatype\">TXT</data><data key=\"datatag\">SECOND</data></edge></graph>";
    Graphs.importGraph(name, graph.replace("</graph>", second));
    Api.admin().body("{\"template\": \"" + name + "\"}").post("/workflows").then().statusCode(201);
    JobOffer a = pilot.takeOne();
    assertThat(a.outputs()).extracting(f -> f.tag()).containsExactly("OUT_a", "SECOND");
    pilot.ended(a, 0);
    JobOffer b = pilot.takeOne();
    assertThat(b.inputs()).extracting(f -> f.url()).doesNotHaveDuplicates().hasSize(2);
    assertThat(b.inputs()).allMatch(f -> f.size() == 7 && f.adler32().equals("0000abcd"));
  }

  @Test
  void theLatestStartLeavesTimeForTheLongestWay() {
    long workflow = submit("a>b b>c a>d", ", \"eta\": \"PT10M\"");
    JsonPath shown = show(workflow);
    Instant deadline = Instant.parse(shown.getString("deadline"));
    assertThat(deadline)
        .isEqualTo(Instant.parse(shown.getString("createdAt")).plus(Duration.ofMinutes(10)));
    List<String> starts = shown.getList("jobList.latestStart");
    // to the second: inside of one the newer workflow goes first
    assertThat(starts)
        .extracting(
            each -> Math.round(Duration.between(Instant.parse(each), deadline).toMillis() / 60e3))
        .containsExactly(3L, 2L, 1L, 1L);
  }

  @Test
  void filesAreNamedByPolicy() {
    assertThat(fileName(submit("a>b", ", \"files\": \"sticky\""))).isEqualTo("a.txt");
    long inherits = submit("a>b", ", \"files\": \"inherit:run001\"");
    String template = show(inherits).getString("template");
    assertThat(fileName(inherits)).isEqualTo("run001:" + template + ":a:OUT_a.txt");
    assertThat(fileName(submit("a>b"))).matches("[0-9a-f-]{36}\\.txt");
  }

  private static String fileName(long workflow) {
    return show(workflow).getString("files[0].name");
  }

  @Test
  void filesAndJobsCanBeChanged() {
    submit(
        "a>b",
        """
        , "files": {"a:b": {"name": "mine.txt", "dirpath": "/data/x", "comment": "by hand"}},
          "jobs": {"a": {"payload": "/bin/echo", "env": {"X": "1"}}}""");
    JobOffer a = pilot.takeOne();
    assertThat(a.payload()).isEqualTo("/bin/echo");
    assertThat(a.env()).containsExactly(Map.entry("X", "1"));
    assertThat(a.outputs()).singleElement().matches(f -> f.url().equals("/data/x/mine.txt"));
  }

  @Test
  void everyWrongChangeIsNamed() {
    String name = Graphs.template(site, "a>b");
    Api.admin()
        .body(
            """
            {"template": "%s", "eta": "-PT1M",
             "files": {"a:b": {"name": "../x", "dirpath": "rel"}, "a:z": {"name": "x", "size": 1}},
             "jobs": {"q": {"env": {"1X": "a"}}}}"""
                .formatted(name))
        .post("/workflows")
        .then()
        .statusCode(422)
        .body(
            "violations.field",
            containsInAnyOrder(
                "files.a:b.name",
                "files.a:b.dirpath",
                "files.a:z",
                "files.a:z.size",
                "jobs.q",
                "jobs.q.env",
                "eta"));
  }

  @Test
  void twoJobsCannotMakeTheSameFile() {
    String name = Graphs.template(site, "a>c b>c");
    Api.admin()
        .body(
            """
            {"template": "%s", "files": {"a:c": {"name": "x", "dirpath": "/d"}, "b:c": {"name": "x", "dirpath": "/d"}}}"""
                .formatted(name))
        .post("/workflows")
        .then()
        .statusCode(422)
        .body("violations.field", hasItem("files.b:c"));
  }

  @Test
  void anUnknownTemplateIsNotFound() {
    Api.admin().body("{\"template\": \"nosuch\"}").post("/workflows").then().statusCode(404);
    Api.admin().get("/workflows/999999999").then().statusCode(404);
  }

  @Test
  void loneJobsOfOldClientsAreTaken() {
    String jobs =
        """
        [{"name": "job1", "timeout": "100", "jobtype": "type1", "payload": "/inputs/simplejob1.sh",
          "priority": "1", "state": "defined", "labels": {"site": "%1$s"},
          "env": {"P3S_INPUT_DIR": "/data/input", "P3S_NEVENTS": 5}},
         {"name": "job2", "timeout": 100, "jobtype": "type2", "payload": "/inputs/simplejob2.sh",
          "priority": 9, "state": "defined", "labels": {"site": "%1$s"}, "env": {}}]"""
            .formatted(site);
    Api.admin().body(jobs).post("/jobs").then().statusCode(201);
    JobOffer first = pilot.takeOne();
    assertThat(first.vertex()).isEqualTo("job2");
    JobOffer second = pilot.takeOne();
    assertThat(second.timeLimit()).isEqualTo(Duration.ofSeconds(100));
    assertThat(second.env()).containsEntry("P3S_NEVENTS", "5");
    pilot.ended(first, 0);
    pilot.ended(second, 1);
    assertThat(stateOf(second.workflowId())).isEqualTo("FAILED");
  }

  @Test
  void wrongLoneJobsAreRefusedTogether() {
    Api.admin()
        .body(
            """
            [{"name": "", "payload": "x", "priority": "high", "colour": 1}]""")
        .post("/jobs")
        .then()
        .statusCode(422)
        .body("violations.field", hasItem("[0].colour"));
    Api.admin()
        .body(
            "{\"name\": \"n\", \"payload\": \"x\", \"priority\": \"high\", \"timeout\": \"long\"}")
        .post("/jobs")
        .then()
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("priority", "timeLimit"));
  }

  @Test
  void theSameIdempotencyKeyMakesOneWorkflow() {
    String body = "{\"template\": \"" + Graphs.template(site, "a>b") + "\"}";
    String key = UUID.randomUUID().toString();
    long first =
        Api.admin()
            .header("Idempotency-Key", key)
            .body(body)
            .post("/workflows")
            .jsonPath()
            .getLong("id");
    long second =
        Api.admin()
            .header("Idempotency-Key", key)
            .body(body)
            .post("/workflows")
            .jsonPath()
            .getLong("id");
    assertThat(second).isEqualTo(first);
    Api.admin()
        .header("Idempotency-Key", key)
        .body("{\"template\": \"other\"}")
        .post("/workflows")
        .then()
        .statusCode(409);
  }

  @Test
  void aGraphOfAThousandVerticesTakesAHandfulOfStatements() {
    String arrows =
        IntStream.range(0, 999)
            .mapToObj(i -> "v%d>w%d".formatted(i % 500, i))
            .collect(Collectors.joining(" "));
    String name = Graphs.template(site, arrows);
    AtomicInteger statements = new AtomicInteger();
    SqlLogger before =
        jdbi.getConfig(org.jdbi.v3.core.statement.SqlStatements.class).getSqlLogger();
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            if (context.getRawSql().matches("(?s).*(insert into (workflow|job) |nextval).*")) {
              statements.incrementAndGet();
            }
          }
        });
    try {
      Api.admin()
          .body("{\"template\": \"" + name + "\"}")
          .post("/workflows")
          .then()
          .statusCode(201);
    } finally {
      jdbi.setSqlLogger(before);
    }
    // workflow, jobs
    assertThat(statements).hasValue(2);
  }
}
