package org.p3s.server.data.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** What a trigger does not take although it matches, and why. */
@ServerTest
class LimitsTest {

  private static void isOver(JsonPath file, String state, String cause, String reason) {
    Api.admin()
        .get("/files/" + file.getLong("id"))
        .then()
        .body("file.state", equalTo(state))
        .body("file.cause", equalTo(cause))
        .body("file.reason", containsString(reason))
        .body("workflows", hasSize(0));
  }

  @Test
  void theMostSpecificPrescaleCounts() {
    Triggered trigger =
        Triggered.by(
            "a",
            """
            , "prescale": 1000000007, "prescales": [
                {"run": 5, "stream": "raw", "prescale": 1}, {"run": 5, "prescale": 1000000007},
                {"run": 6, "prescale": 1}, {"stream": "raw", "prescale": 1000000007},
                {"stream": "calib", "prescale": 1}]
            """);
    String selected = "SELECTED";
    String prescaled = "PRESCALED";
    assertThat(state(trigger, "1", ", \"run\": 5, \"stream\": \"raw\"")).isEqualTo(selected);
    assertThat(state(trigger, "2", ", \"run\": 5, \"stream\": \"calib\"")).isEqualTo(prescaled);
    assertThat(state(trigger, "3", ", \"run\": 6, \"stream\": \"raw\"")).isEqualTo(selected);
    assertThat(state(trigger, "4", ", \"run\": 7, \"stream\": \"raw\"")).isEqualTo(prescaled);
    assertThat(state(trigger, "5", ", \"run\": 7, \"stream\": \"calib\"")).isEqualTo(selected);
    assertThat(state(trigger, "6", ", \"stream\": \"calib\"")).isEqualTo(selected);
    assertThat(state(trigger, "7", "")).isEqualTo(prescaled);
  }

  private static String state(Triggered trigger, String end, String more) {
    return trigger.announce(end, more).getString("state");
  }

  @Test
  void smallFilesAreIncomplete() {
    Triggered trigger = Triggered.by("a", ", \"minSize\": 100");
    isOver(
        trigger.announce("1", ", \"size\": 99"),
        "INCOMPLETE",
        "SMALL",
        "too small for trigger " + trigger.prefix + ": 99 bytes, it wants 100");
    assertThat(state(trigger, "2", ", \"size\": 100")).isEqualTo("SELECTED");
    assertThat(state(trigger, "3", "")).isEqualTo("SELECTED");
  }

  @Test
  void oldFilesAreStaleAndThoseOfTheFutureAreNew() {
    Triggered trigger = Triggered.by("a", ", \"maxAge\": \"PT1H\"");
    isOver(trigger.announce("1", written(Duration.ofMinutes(-61))), "STALE", "AGE", "too old");
    assertThat(state(trigger, "2", written(Duration.ofMinutes(-59)))).isEqualTo("SELECTED");
    assertThat(state(trigger, "3", "")).isEqualTo("SELECTED");
    JsonPath ahead = trigger.announce("4", written(Duration.ofHours(30)));
    assertThat(ahead.getString("state")).isEqualTo("SELECTED");
    assertThat(ahead.getString("reason"))
        .contains("written in the future: the clock of its writer is PT29H59M");
    assertThat(trigger.announce("5", written(Duration.ofSeconds(30))).getString("reason"))
        .doesNotContain("clock");
  }

  private static String written(Duration fromNow) {
    return ", \"writtenAt\": \"" + Instant.now().plus(fromNow) + "\"";
  }

  @Test
  void whatIsBeyondTheBacklogIsShedUntilAWorkflowEnds() {
    Triggered trigger = Triggered.by("a", ", \"maxBacklog\": 2");
    String events =
        String.join(",", IntStream.range(0, 4).mapToObj(i -> trigger.event("" + i, "")).toList());
    Api.admin()
        .body("[" + events + "]")
        .post("/files")
        .then()
        .body("items.state", contains("SELECTED", "SELECTED", "SHED", "SHED"));
    isOver(trigger.announce("5", ""), "SHED", "BACKLOG", "has its most of 2 unfinished workflows");
    Api.as(Api.token("VIEWER"))
        .body("{\"name\": \"" + trigger.prefix + "6\"}")
        .post("/triggers/test")
        .then()
        .body("state", equalTo("SHED"))
        .body("cause", equalTo("BACKLOG"))
        .body("triggers.answer", contains("OVER_BACKLOG"));
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    pilot.ended(pilot.takeOne(), 0);
    assertThat(state(trigger, "7", "")).isEqualTo("SELECTED");
    assertThat(state(trigger, "8", "")).isEqualTo("SHED");
  }

  @Test
  void filesThatAreKnownNeedNoRoom() {
    Triggered trigger = Triggered.by("a", ", \"maxBacklog\": 3");
    trigger.announce("1", "");
    trigger.announce("2", "");
    String events =
        String.join(",", IntStream.range(1, 4).mapToObj(i -> trigger.event("" + i, "")).toList());
    Api.admin()
        .body("[" + events + "]")
        .post("/files")
        .then()
        .body("items.state", contains("SELECTED", "SELECTED", "SELECTED"));
  }

  @Test
  void aTrialTakesAllThatIsKnownOfAFile() {
    Triggered trigger =
        Triggered.by(
            "a",
            ", \"minSize\": 100, \"maxAge\": \"PT1H\", \"prescales\": [{\"run\": 5, \"prescale\": 1000000007}]");
    trial(trigger, "", "SELECTED", "TAKEN");
    trial(trigger, ", \"size\": 5", "INCOMPLETE", "TOO_SMALL");
    trial(trigger, ", \"run\": 5", "PRESCALED", "PRESCALED");
    trial(trigger, written(Duration.ofHours(-2)), "STALE", "TOO_OLD");
    Api.admin()
        .body("{\"size\": -1, \"run\": -1, \"stream\": \"\", \"writtenAt\": \"noon\"}")
        .post("/triggers/test")
        .then()
        .statusCode(422)
        .body(
            "violations.field",
            org.hamcrest.Matchers.containsInAnyOrder("name", "size", "run", "stream", "writtenAt"));
  }

  private static void trial(Triggered trigger, String more, String state, String answer) {
    Api.admin()
        .body("{\"name\": \"%s\"%s}".formatted(trigger.prefix, more))
        .post("/triggers/test")
        .then()
        .statusCode(200)
        .body("state", equalTo(state))
        .body("triggers.answer", contains(answer));
  }
}
