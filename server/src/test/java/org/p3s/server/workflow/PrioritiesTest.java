package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** A priority counts at the next claim, for what waits and for what comes. */
@ServerTest
class PrioritiesTest {

  @Inject Jdbi jdbi;

  private String site;
  private FakePilot pilot;

  @BeforeEach
  void aPilotOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
    pilot = FakePilot.register(site, 200);
  }

  @AfterEach
  void noRuleStays() {
    List<Integer> rules = Api.admin().get("/priorities").path("items.id");
    rules.forEach(id -> Api.admin().delete("/priorities/" + id).then().statusCode(204));
  }

  private static JsonPath set(String rule) {
    return Api.admin()
        .body(rule.replace('\'', '"'))
        .post("/priorities")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private static long submit(String template, String more) {
    return Api.admin()
        .body("{\"template\": \"%s\"%s}".formatted(template, more.replace('\'', '"')))
        .post("/workflows")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  /** By name of the job. */
  private static Map<String, Integer> priorities(long workflow) {
    List<Map<String, Object>> jobs = Api.admin().get("/workflows/" + workflow).path("jobList");
    return jobs.stream()
        .collect(Collectors.toMap(j -> (String) j.get("name"), j -> (Integer) j.get("priority")));
  }

  @Test
  void theNextClaimFollowsANewPriorityOfATemplate() {
    String first = Graphs.template(site, "a");
    String second = Graphs.template(site, "b");
    submit(first, "");
    long raised = submit(second, "");
    submit(first, "");
    // the server has looked at the order and remembers it
    assertThat(pilot.takeOne().vertex()).isEqualTo("a");
    assertThat(set("{'template': '%s', 'priority': 5}".formatted(second)).getLong("reordered"))
        .isEqualTo(1);
    JobOffer next = pilot.takeOne();
    assertThat(next.vertex()).isEqualTo("b");
    assertThat(next.workflowId()).isEqualTo(raised);
  }

  @Test
  void whatComesLaterIsMeantToo() {
    String template = Graphs.template(site, "a>b c");
    set("{'template': '%s', 'vertex': 'b', 'priority': 7}".formatted(template));
    set("{'run': 77001, 'priority': -3}");
    assertThat(priorities(submit(template, ""))).isEqualTo(Map.of("a", 0, "b", 7, "c", 0));
    // asked for, and yet the operator's word counts
    assertThat(priorities(submit(template, ", 'run': 77001, 'priority': 2")))
        .isEqualTo(Map.of("a", -3, "b", 7, "c", -3));
    int lone =
        Api.admin()
            .body("{\"name\": \"lone\", \"payload\": \"true\", \"run\": 77001, \"priority\": 9}")
            .post("/jobs")
            .then()
            .statusCode(201)
            .extract()
            .path("priority");
    assertThat(lone).isEqualTo(-3);
  }

  @Test
  void theRuleThatSaysMostCountsAndElseTheLastOne() {
    String template = Graphs.template(site, "a>b");
    long waits = submit(template, ", 'run': 77002");
    set("{'template': '%s', 'run': 77002, 'priority': 20}".formatted(template));
    set("{'run': 77002, 'priority': 10}");
    assertThat(priorities(waits)).isEqualTo(Map.of("a", 20, "b", 20));
    set("{'template': '%s', 'priority': 11}".formatted(template));
    assertThat(priorities(waits)).isEqualTo(Map.of("a", 20, "b", 20));
    set("{'template': '%s', 'vertex': 'b', 'priority': 30}".formatted(template));
    assertThat(priorities(waits)).isEqualTo(Map.of("a", 20, "b", 30));
    set("{'template': '%s', 'run': 77002, 'priority': 21}".formatted(template));
    assertThat(priorities(waits)).isEqualTo(Map.of("a", 21, "b", 21));
    assertThat(priorities(submit(template, ", 'run': 77002"))).isEqualTo(priorities(waits));
    assertThat(priorities(submit(template, ""))).isEqualTo(Map.of("a", 11, "b", 30));
  }

  @Test
  void aStreamIsThatOfTheFileThatStartedTheWorkflow() {
    Triggered trigger = Triggered.by("noop>a");
    String stream = "s" + UUID.randomUUID();
    String other = ", \"stream\": \"other\"";
    String own = ", \"stream\": \"%s\"".formatted(stream);
    long before = trigger.announce("1", own).getLong("workflows[0]");
    long without = trigger.announce("2", other).getLong("workflows[0]");
    set("{'stream': '%s', 'priority': 4}".formatted(stream));
    long after = trigger.announce("3", own).getLong("workflows[0]");
    assertThat(priorities(before).get("a")).isEqualTo(4);
    assertThat(priorities(without).get("a")).isZero();
    assertThat(priorities(after).get("a")).isEqualTo(4);
  }

  @Test
  void aDryRunCountsAndChangesNothing() {
    String template = Graphs.template(site, "a>b noop>c");
    submit(template, "");
    submit(template, ", 'start': false");
    String rule = "{\"template\": \"%s\", \"priority\": 3}".formatted(template);
    Api.admin()
        .body(rule)
        .post("/priorities?dryRun=true")
        .then()
        .statusCode(200)
        .body("reordered", equalTo(6))
        .body("rule", nullValue());
    assertThat(Api.admin().get("/priorities").jsonPath().getList("items")).isEmpty();
    assertThat(set(rule).getLong("reordered")).isEqualTo(6);
    assertThat(set(rule).getLong("reordered")).isZero();
    assertThat(Api.admin().get("/priorities").jsonPath().getList("items")).hasSize(1);
  }

  @Test
  void aRuleThatIsTakenBackMeansNoNewJobsAndLeavesTheOthers() {
    String template = Graphs.template(site, "a");
    long waits = submit(template, "");
    JsonPath made = set("{'template': '%s', 'priority': 3}".formatted(template));
    Api.admin().delete("/priorities/" + made.getLong("rule.id")).then().statusCode(204);
    Api.admin().get("/priorities/" + made.getLong("rule.id")).then().statusCode(404);
    assertThat(priorities(waits).get("a")).isEqualTo(3);
    assertThat(priorities(submit(template, "")).get("a")).isZero();
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    Api.admin()
        .body("{\"vertex\": \"b\", \"run\": -1, \"priority\": 5000, \"colour\": 1}")
        .post("/priorities")
        .then()
        .statusCode(422)
        .body("violations.field", hasItems("vertex", "run", "priority", "colour"));
    Api.admin()
        .body("{}")
        .post("/priorities")
        .then()
        .statusCode(422)
        .body("violations.field", hasItems("template", "priority"));
    Api.admin()
        .body("{\"template\": \"none-such\", \"priority\": 1}")
        .post("/priorities")
        .then()
        .statusCode(422)
        .body("detail", equalTo("template 'none-such' is unknown"));
    String template = Graphs.template(site, "a");
    Api.admin()
        .body("{\"template\": \"%s\", \"vertex\": \"b\", \"priority\": 1}".formatted(template))
        .post("/priorities")
        .then()
        .statusCode(422)
        .body("violations.field", hasItems("vertex"));
    Api.as(Api.token("DAQ"))
        .body("{\"run\": 1, \"priority\": 1}")
        .post("/priorities")
        .then()
        .statusCode(403);
  }

  /** Workflows are made, claimed and ended while the rule is set: none slips through. */
  @Test
  void nothingSlipsThroughWhileWorkflowsAreMadeAndMoved() {
    String template = Graphs.template(site, "a>b b>c");
    List<CompletableFuture<List<Long>>> makers =
        IntStream.range(0, 4)
            .mapToObj(
                maker ->
                    CompletableFuture.supplyAsync(
                        () -> IntStream.range(0, 40).mapToObj(i -> submit(template, "")).toList()))
            .toList();
    CompletableFuture<Void> worker =
        CompletableFuture.runAsync(
            () -> {
              while (!makers.stream().allMatch(CompletableFuture::isDone)) {
                pilot.take(4).forEach(job -> pilot.ended(job, 0));
              }
            });
    for (int priority = 1; priority <= 10; priority++) {
      set("{'template': '%s', 'priority': %d}".formatted(template, priority));
    }
    List<Long> made = makers.stream().flatMap(each -> each.join().stream()).toList();
    worker.join();
    long others =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select count(*) from job where id / 4096 in (<made>)
                        and state in ('WAITING', 'READY') and priority <> 10
                        """)
                    .bindList("made", made)
                    .mapTo(Long.class)
                    .one());
    assertThat(others).isZero();
  }

  @Test
  void aHundredThousandJobsTakeSecondsAndNoMore() {
    String template = Graphs.template(site, "a");
    submit(template, "");
    long last = submit(template, "");
    fill(last, 100_000);
    try {
      double best = Math.min(reorder(template, 1), reorder(template, 2));
      // on a machine that is busy with something else the clock says nothing
      if (isIdle()) {
        // a statement for each would take minutes; how fast it is the bench tells
        assertThat(best).isLessThan(10);
      }
    } finally {
      empty();
    }
  }

  private static boolean isIdle() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() < 2 * system.getAvailableProcessors();
  }

  /** How long it takes, in seconds. */
  private static double reorder(String template, int priority) {
    String rule = "{'template': '%s', 'priority': %d}".formatted(template, priority);
    long start = System.nanoTime();
    long moved = set(rule).getLong("reordered");
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("re-ordering %d jobs: %.2f s%n", moved, seconds);
    assertThat(moved).isEqualTo(100_002);
    return seconds;
  }

  /** More workflows like this one. */
  private void fill(long like, int count) {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              """
              insert into workflow (id, template_version_id, name, state, jobs, jobs_left, created_by, started_at)
              select nextval('workflow_id'), template_version_id, name, state, jobs, jobs_left, 'filler', now()
              from workflow, generate_series(1, %d) where id = %d
              """
                  .formatted(count, like));
          handle.execute(
              """
              insert into job (id, name, job_type, lane_id, state, parents_left, priority, ready_at)
              select w.id * 4096, j.name, j.job_type, j.lane_id, 'READY', 0, 0, now()
              from workflow w, job j where w.created_by = 'filler' and w.id > %1$d and j.id = %1$d * 4096::bigint
              """
                  .formatted(like));
        });
  }

  private void empty() {
    jdbi.useTransaction(
        handle -> {
          // by their range: the planner does not know yet how many they are
          handle.execute(
              """
              delete from job using (select min(id) first, max(id) last from workflow where created_by = 'filler') filler
              where job.id between filler.first * 4096 and filler.last * 4096 + 4095
              """);
          handle.execute("delete from workflow where created_by = 'filler'");
        });
    jdbi.useHandle(handle -> handle.execute("vacuum workflow_0, job_0"));
  }
}
