package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class PauseTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject Jdbi jdbi;

  private static void pause(long trigger) {
    Api.admin()
        .post("/triggers/" + trigger + "/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true));
  }

  /** Resumes, and waits until all is decided. */
  private static void resume(long trigger, String missed) {
    Api.admin()
        .body("{\"missed\": \"" + missed + "\"}")
        .post("/triggers/" + trigger + "/resume")
        .then()
        .statusCode(200)
        .body("paused", equalTo(false));
    Instant last = Instant.now().plus(PATIENCE);
    while (show("/triggers/" + trigger).get("resuming") != null) {
      assertThat(Instant.now()).isBefore(last);
      Thread.onSpinWait();
    }
    assertThat(show("/triggers/" + trigger).getInt("missed")).isZero();
  }

  private static JsonPath show(String path) {
    return Api.admin().get(path).then().statusCode(200).extract().jsonPath();
  }

  private static JsonPath show(JsonPath file) {
    return show("/files/" + file.getLong("id"));
  }

  private static void isOver(JsonPath file, String state, String cause, String reason) {
    Api.admin()
        .get("/files/" + file.getLong("id"))
        .then()
        .body("file.state", equalTo(state))
        .body("file.cause", cause == null ? nullValue() : equalTo(cause))
        .body("file.reason", containsString(reason));
  }

  private void letPass(JsonPath file, String interval) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update file set seen_at = seen_at - cast(? as interval) where id = ?",
                interval,
                file.getLong("id")));
  }

  @Test
  void aPausedTriggerHoldsWhatItWouldTake() {
    Triggered trigger = Triggered.by("a", ", \"minSize\": 10");
    pause(trigger.id);
    pause(trigger.id);
    JsonPath held = trigger.announce("1", ", \"size\": 10");
    assertThat(held.getString("state")).isEqualTo("SEEN");
    assertThat(held.getString("reason")).isEqualTo("trigger " + trigger.prefix + " is paused");
    assertThat(trigger.announce("2", ", \"size\": 9").getString("state")).isEqualTo("INCOMPLETE");
    assertThat(trigger.announce("1", ", \"size\": 10").getString("state")).isEqualTo("SEEN");
    assertThat(show("/triggers/" + trigger.id).getInt("missed")).isEqualTo(1);
    Api.admin()
        .body("{\"name\": \"" + trigger.prefix + "\"}")
        .post("/triggers/test")
        .then()
        .body("state", equalTo("SEEN"))
        .body("triggers[0].answer", equalTo("HELD"));
    resume(trigger.id, "none");
    isOver(held, "STALE", "PAUSED", "missed while trigger " + trigger.prefix + " was paused");
    assertThat(show(held).getList("history.state")).containsExactly("SEEN", "SEEN", "STALE");
    assertThat(trigger.announce("3", ", \"size\": 10").getString("state")).isEqualTo("SELECTED");
  }

  @Test
  void allThatWasMissedStartsWithDeadlinesFromTheResume() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT10M\"");
    pause(trigger.id);
    JsonPath file = trigger.announce("1", ", \"run\": 11, \"stream\": \"raw\"");
    letPass(file, "PT1H");
    Instant before = Instant.now().minusSeconds(1);
    resume(trigger.id, "all");
    isOver(file, "SELECTED", null, "taken by trigger " + trigger.prefix + " at its resume");
    JsonPath workflow = show("/workflows/" + show(file).getLong("workflows[0].id"));
    assertThat(Instant.parse(workflow.getString("deadline")))
        .isBetween(before.plusSeconds(600), Instant.now().plusSeconds(601));
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    pilot.ended(pilot.takeOne(), 0);
    isOver(file, "PROCESSED", null, "is FINISHED");
    assertThat(show(file).getList("history.state"))
        .containsExactly("SEEN", "SEEN", "SELECTED", "PROCESSED");
  }

  @Test
  void theNewestFirstAsLongAsTheirDeadlinesAndTheBacklogAllow() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT10M\", \"maxBacklog\": 2");
    pause(trigger.id);
    List<JsonPath> files =
        List.of("1", "2", "3", "4").stream().map(each -> trigger.announce(each, "")).toList();
    letPass(files.get(2), "PT11M");
    letPass(files.get(3), "PT5M");
    resume(trigger.id, "newest");
    isOver(files.get(0), "SHED", "BACKLOG", "at the resume it has its most of 2");
    isOver(files.get(1), "SELECTED", null, "at its resume");
    isOver(files.get(2), "STALE", "LATE", "past its deadline");
    isOver(files.get(3), "SELECTED", null, "at its resume");
    assertThat(show(files.get(3)).getLong("workflows[0].id"))
        .isLessThan(show(files.get(1)).getLong("workflows[0].id"));
    JsonPath workflow = show("/workflows/" + show(files.get(3)).getLong("workflows[0].id"));
    assertThat(Instant.parse(workflow.getString("deadline")))
        .isBefore(Instant.now().plusSeconds(301));
  }

  @Test
  void aFileThatAnotherTriggerTakesWaitsForTheDecision() {
    for (String missed : List.of("none", "all")) {
      Triggered trigger = Triggered.by("a");
      long second = second(trigger, trigger.template);
      pause(second);
      JsonPath file = trigger.announce("1", "");
      assertThat(file.getString("state")).isEqualTo("SELECTED");
      FakePilot pilot = FakePilot.register(trigger.site, 1);
      pilot.ended(pilot.takeOne(), 0);
      isOver(file, "SELECTED", null, "is paused");
      resume(second, missed);
      if (missed.equals("all")) {
        assertThat(show(file).getList("workflows")).hasSize(2);
        pilot.ended(pilot.takeOne(), 0);
      } else {
        assertThat(show(file).getList("workflows")).hasSize(1);
      }
      isOver(file, "PROCESSED", null, "");
    }
  }

  private static long second(Triggered trigger, String template) {
    return Api.admin()
        .body(
            "{\"name\": \"2%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%2$s\"}"
                .formatted(trigger.prefix, template))
        .post("/triggers")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  @Test
  void aFileThatTwoPausedTriggersHoldEndsWithTheLast() {
    Triggered trigger = Triggered.by("a");
    long second = second(trigger, trigger.template);
    pause(trigger.id);
    pause(second);
    JsonPath file = trigger.announce("1", "");
    resume(trigger.id, "none");
    isOver(file, "SEEN", null, "is paused");
    resume(second, "all");
    isOver(file, "SELECTED", null, "taken by trigger 2" + trigger.prefix);
    Api.admin().post("/workflows/" + show(file).getLong("workflows[0].id") + "/cancel");
    isOver(file, "FAILED", "WORKFLOW", "CANCELLED");
  }

  @Test
  void aTemplateOfNothingButNoopsOrOneThatIsGoneEndsItsFiles() {
    Triggered noop = Triggered.by("noop1>noop2");
    Triggered gone = Triggered.by("a");
    pause(noop.id);
    pause(gone.id);
    JsonPath processed = noop.announce("1", "");
    JsonPath stale = gone.announce("1", "");
    Api.admin().delete("/dag-templates/" + gone.template).then().statusCode(204);
    resume(noop.id, "newest");
    resume(gone.id, "all");
    isOver(processed, "PROCESSED", null, "");
    isOver(stale, "STALE", "PAUSED", "its template is deleted");
  }

  @Test
  void whatATriggerHoldsIsLetGoWhenItIsDeleted() {
    Triggered trigger = Triggered.by("a");
    pause(trigger.id);
    JsonPath file = trigger.announce("1", "");
    Api.admin().delete("/triggers/" + trigger.id).then().statusCode(204);
    Instant last = Instant.now().plus(PATIENCE);
    while (show(file).getString("file.state").equals("SEEN")) {
      assertThat(Instant.now()).isBefore(last);
      Thread.onSpinWait();
    }
    isOver(file, "STALE", "PAUSED", "not wanted afterwards");
  }

  @Test
  void aDisabledTriggerKeepsWhatItHolds() {
    Triggered trigger = Triggered.by("a");
    pause(trigger.id);
    JsonPath file = trigger.announce("1", "");
    Api.admin()
        .body("{\"enabled\": false}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(200);
    assertThat(trigger.announce("2", "").getString("state")).isEqualTo("UNCLASSIFIED");
    Api.admin()
        .body("{\"missed\": \"all\"}")
        .post("/triggers/" + trigger.id + "/resume")
        .then()
        .statusCode(409);
    isOver(file, "SEEN", null, "is paused");
    resume(trigger.id, "none");
    isOver(file, "STALE", "PAUSED", "");
  }

  @Test
  void wrongResumesAreRefused() {
    Triggered trigger = Triggered.by("a");
    String path = "/triggers/" + trigger.id + "/resume";
    Api.admin().body("{\"missed\": \"all\"}").post(path).then().statusCode(409);
    for (String body : List.of("{\"missed\": \"some\"}", "{}", "{\"missed\": 1}")) {
      Api.admin().body(body).post(path).then().statusCode(422);
    }
    String viewer = Api.token("VIEWER");
    Api.as(viewer).body("{\"missed\": \"all\"}").post(path).then().statusCode(403);
    Api.as(viewer).post("/triggers/" + trigger.id + "/pause").then().statusCode(403);
    Api.admin().post("/triggers/999999999/pause").then().statusCode(404);
  }
}
