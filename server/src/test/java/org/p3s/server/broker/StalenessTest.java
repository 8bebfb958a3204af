package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** What becomes of jobs that wait past their latest start. */
@ServerTest
class StalenessTest {

  @Inject Staleness staleness;
  @Inject Jdbi jdbi;

  private void makeLate(long workflow) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update job set due = now() - interval '1 hour'
                where id between ? * 4096 and ? * 4096 + 4095 and state in ('WAITING', 'READY')
                """,
                workflow,
                workflow));
  }

  private static JsonPath workflow(long id) {
    return Api.admin().get("/workflows/" + id).jsonPath();
  }

  private static long start(Triggered trigger) {
    return trigger.announce("_1", "").getLong("workflows[0]");
  }

  @Test
  void aWorkflowThatIsLateIsDroppedAndItsFileIsStale() {
    Triggered trigger = Triggered.by("a>b b>c", ", \"eta\": \"PT1H\"");
    JsonPath answer = trigger.announce("_1", "");
    long id = answer.getLong("workflows[0]");
    makeLate(id);
    staleness.run();
    assertThat(workflow(id).getString("state")).isEqualTo("DROPPED");
    assertThat(workflow(id).getList("jobList.state")).containsOnly("DROPPED");
    JsonPath file = Api.admin().get("/files/" + answer.getLong("id")).jsonPath();
    assertThat(file.getString("file.state")).isEqualTo("STALE");
    assertThat(file.getString("file.cause")).isEqualTo("LATE");
    assertThat(file.getString("file.reason")).contains("could not start in time");
  }

  @Test
  void whatRunsMayEndBeforeTheWorkflowSettles() {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT1H\"");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    long id = start(trigger);
    JobOffer running = pilot.takeOne();
    makeLate(id);
    staleness.run();
    assertThat(workflow(id).getString("state")).isEqualTo("RUNNING");
    assertThat(workflow(id).getList("jobList.state")).containsExactly("DISPATCHED", "DROPPED");
    pilot.ended(running, 0);
    assertThat(workflow(id).getString("state")).isEqualTo("DROPPED");
    assertThat(workflow(id).getList("jobList.state")).containsExactly("FINISHED", "DROPPED");
  }

  @Test
  void whatIsToRunHoweverLateGoesLast() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT1H\"");
    String graph =
        Graphs.graphMl(trigger.site, "a")
            .replace(
                "<graph edgedefault=\"directed\">",
                "<key id=\"late\" for=\"graph\" attr.name=\"late\" attr.type=\"string\"/><graph edgedefault=\"directed\"><data key=\"late\">run</data>");
    Graphs.importGraph(trigger.template, graph);
    long late = start(trigger);
    long next = trigger.announce("_2", "").getLong("workflows[0]");
    makeLate(late);
    staleness.run();
    assertThat(workflow(late).getString("state")).isEqualTo("RUNNING");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    assertThat(pilot.takeOne().workflowId()).isEqualTo(next);
  }

  @Test
  void whatWasNotStartedIsNotDropped() {
    String template = Graphs.template("nowhere", "a");
    long id =
        Api.admin()
            .body("{\"template\": \"%s\", \"eta\": \"PT1H\", \"start\": false}".formatted(template))
            .post("/workflows")
            .jsonPath()
            .getLong("id");
    makeLate(id);
    staleness.run();
    assertThat(workflow(id).getString("state")).isEqualTo("DEFINED");
    Api.admin().post("/workflows/" + id + "/cancel").then().statusCode(200);
  }
}
