package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;

/** A job that is optional does not make its workflow late. */
@ServerTest
class OptionalTest {

  @Inject Jdbi jdbi;
  @Inject Releases releases;

  private String site;
  private FakePilot pilot;

  @BeforeEach
  void aPilotOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
    pilot = FakePilot.register(site, 16);
  }

  /** Vertices whose names begin with {@code maybe} are optional. */
  private long submit(String arrows) {
    String name = "t-" + UUID.randomUUID();
    String graph =
        Graphs.graphMl(site, arrows)
            .replace("<graph ", "<key id=\"opt\" for=\"node\" attr.name=\"optional\"/><graph ")
            .replaceAll("(<node id=\"maybe[^>]*>)", "$1<data key=\"opt\">true</data>");
    Graphs.importGraph(name, graph);
    return Api.admin()
        .body("{\"template\": \"%s\", \"eta\": \"PT1H\"}".formatted(name))
        .post("/workflows")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  private void late(long workflow, String... vertices) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update job set due = now() - interval '1 second'
                    where id / 4096 = :workflow and name in (<names>)
                    """)
                .bind("workflow", workflow)
                .bindList("names", List.of(vertices))
                .execute());
  }

  private static Map<String, Object> job(long workflow, String name) {
    JsonPath shown = Api.admin().get("/workflows/" + workflow).jsonPath();
    return shown.getMap("jobList.find { it.name == '%s' }".formatted(name));
  }

  private static String state(long workflow, String name) {
    return (String) job(workflow, name).get("state");
  }

  private static String state(long workflow) {
    return Api.admin().get("/workflows/" + workflow).path("state");
  }

  @Test
  void aLateOneIsSkippedAndItsChildrenRunWithoutItsFile() {
    long workflow = submit("maybe>c a>c");
    late(workflow, "maybe");
    assertThat(releases.skipLate(100)).isEqualTo(1);
    assertThat(releases.skipLate(100)).isZero();
    assertThat(job(workflow, "maybe"))
        .containsEntry("state", "SKIPPED")
        .containsEntry("reason", "optional, and late");
    pilot.ended(pilot.takeOne(), 0);
    JobOffer child = pilot.takeOne();
    assertThat(child.vertex()).isEqualTo("c");
    assertThat(child.inputs())
        .filteredOn(JobFile::optional)
        .extracting(JobFile::tag)
        .containsExactly("OUT_maybe");
    pilot.ended(child, 0);
    assertThat(state(workflow)).isEqualTo("FINISHED");
  }

  @Test
  void oneThatWaitsIsSkippedWhenItsParentsHaveEndedAndNotBefore() {
    long workflow = submit("a>maybe1 maybe1>maybe2 maybe2>c");
    late(workflow, "maybe1", "maybe2");
    assertThat(releases.skipLate(100)).isZero();
    assertThat(state(workflow, "c")).isEqualTo("WAITING");
    pilot.ended(pilot.takeOne(), 0);
    assertThat(state(workflow, "maybe1")).isEqualTo("SKIPPED");
    assertThat(state(workflow, "maybe2")).isEqualTo("SKIPPED");
    JobOffer last = pilot.takeOne();
    assertThat(last.vertex()).isEqualTo("c");
    pilot.ended(last, 0);
    assertThat(state(workflow)).isEqualTo("FINISHED");
  }

  @Test
  void aFailedParentDoomsWhatFollowsAlsoBehindAnOptionalJob() {
    long workflow = submit("a>maybe maybe>c");
    late(workflow, "maybe");
    pilot.ended(pilot.takeOne(), 3);
    assertThat(state(workflow, "c")).isEqualTo("SKIPPED");
    assertThat(job(workflow, "maybe")).containsEntry("reason", "a parent did not finish");
    assertThat(state(workflow)).isEqualTo("FAILED");
  }

  @Test
  void onlyLateOnesThatAreOptionalAndWaitForAPilotAreSkipped() {
    long workflow = submit("maybe1 maybe2 a");
    JobOffer taken =
        pilot.take(3).stream().filter(j -> j.vertex().equals("maybe1")).findFirst().orElseThrow();
    pilot.forget();
    long other = submit("maybe3 b");
    late(workflow, "maybe1", "maybe2", "a");
    late(other, "b");
    assertThat(releases.skipLate(100)).isZero();
    assertThat(state(workflow, "maybe1")).isEqualTo("DISPATCHED");
    assertThat(state(other, "b")).isEqualTo("READY");
    assertThat(state(other, "maybe3")).isEqualTo("READY");
    pilot.ended(taken, 0);
    assertThat(state(workflow, "maybe1")).isEqualTo("FINISHED");
  }

  @Test
  void aWorkflowOfNothingElseFinishes() {
    long workflow = submit("maybe1>maybe2");
    late(workflow, "maybe1", "maybe2");
    assertThat(releases.skipLate(1)).isEqualTo(1);
    assertThat(state(workflow)).isEqualTo("FINISHED");
    assertThat(pilot.take(1)).isEmpty();
  }
}
