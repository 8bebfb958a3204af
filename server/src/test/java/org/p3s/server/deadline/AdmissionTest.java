package org.p3s.server.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.testing.Soon.soon;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/**
 * What becomes of files when there is more data than capacity. Each job is expected to take 60 s.
 */
@ServerTest
class AdmissionTest {

  private static final int TIME_FOR_TWO = 130;

  @Inject Outlook outlook;

  @BeforeEach
  void aQuietServer() {
    Api.cancelAll();
  }

  private FakePilot pilot(Triggered trigger) {
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    outlook.read();
    return pilot;
  }

  private static Triggered trigger() {
    return Triggered.by("a", ", \"eta\": \"PT%dS\"".formatted(TIME_FOR_TWO));
  }

  private static JsonPath file(long id) {
    return Api.admin().get("/files/" + id).jsonPath();
  }

  private static String state(long id) {
    return file(id).getString("file.state");
  }

  @Test
  void ofManyFilesAtOnceThoseAreTakenForWhichThereIsTimeAndTheNewest() {
    Triggered trigger = trigger();
    pilot(trigger);
    List<String> events = IntStream.range(0, 10).mapToObj(i -> trigger.event("_" + i, "")).toList();
    JsonPath answer = Api.admin().body(events.toString()).post("/files").jsonPath();
    assertThat(answer.getList("items.state"))
        .containsExactly(
            "SELECTED",
            "SELECTED",
            "SHED",
            "SHED",
            "SHED",
            "SHED",
            "SHED",
            "SHED",
            "SHED",
            "SELECTED");
    assertThat(answer.getString("items[4].reason")).contains("late").contains(trigger.prefix);
    assertThat(file(answer.getLong("items[4].id")).getString("file.cause")).isEqualTo("FORECAST");
  }

  @Test
  void nothingIsShedByWhatNobodyHasMeasuredOrSaid() {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT5M\"");
    Graphs.importGraph(trigger.template, Graphs.unestimated(trigger.site, "a>b"));
    FakePilot pilot = pilot(trigger);
    List<String> events = IntStream.range(0, 4).mapToObj(i -> trigger.event("_" + i, "")).toList();
    JsonPath answer = Api.admin().body(events.toString()).post("/files").jsonPath();
    assertThat(answer.getList("items.state")).containsOnly("SELECTED");
    assertThat(forecast("", trigger).getBoolean("measured")).isFalse();
    outlook.read();
    assertThat(Api.admin().get("/forecast").jsonPath().getInt("unmeasuredJobs"))
        .isGreaterThanOrEqualTo(8);
    for (int i = 0; i < 8; i++) {
      pilot.ended(pilot.takeOne(), 0);
    }
    for (long id :
        answer.<Integer>getList("items.id").stream().mapToLong(Integer::longValue).toArray()) {
      soon(() -> state(id).equals("PROCESSED"));
    }
  }

  @Test
  void aSlotThatWouldStandIdleShedsNothing() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT70S\"");
    // each takes 100 s now, and none can be in time
    Graphs.importGraph(
        trigger.template,
        Graphs.graphMl(trigger.site, "a").replace("\"estimate\">60", "\"estimate\">100"));
    pilot(trigger);
    FakePilot second = FakePilot.register(trigger.site, 1);
    outlook.read();
    List<String> states = states(trigger, 5, "");
    assertThat(states).containsExactly("SELECTED", "SELECTED", "SHED", "SHED", "SELECTED");
    assertThat(second.take(1)).hasSize(1);
  }

  @Test
  void aNewerFileTakesTheLastPlaceUnlessItsHolderHasBegun() {
    Triggered trigger = trigger();
    FakePilot pilot = pilot(trigger);
    List<Long> files = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      files.add(trigger.announce("_" + i, "").getLong("id"));
    }
    soon(() -> state(files.get(3)).equals("SHED"));
    assertThat(files.stream().map(AdmissionTest::state))
        .containsExactly("SELECTED", "SELECTED", "SHED", "SHED", "SELECTED");
    assertThat(file(files.get(2)).getString("file.reason")).contains("newer file");
    pilot.ended(pilot.takeOne(), 0);
    assertThat(files.stream().map(AdmissionTest::state))
        .containsExactlyInAnyOrder("PROCESSED", "SELECTED", "SHED", "SHED", "SELECTED");
  }

  @Test
  void announcingAKnownFileAgainTakesNobodysPlace() {
    Triggered trigger = trigger();
    pilot(trigger);
    List<Long> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(trigger.announce("_" + i, "").getLong("id"));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(trigger.announce("_" + i, "").getBoolean("isNew")).isFalse();
    }
    outlook.read();
    assertThat(files.stream().map(AdmissionTest::state)).containsOnly("SELECTED");
  }

  @Test
  void withoutPilotsNothingIsKnownAndAllAreTaken() {
    Triggered trigger = trigger();
    outlook.read();
    List<String> events = IntStream.range(0, 10).mapToObj(i -> trigger.event("_" + i, "")).toList();
    JsonPath answer = Api.admin().body(events.toString()).post("/files").jsonPath();
    assertThat(answer.getList("items.state")).containsOnly("SELECTED");
  }

  @Test
  void aCheaperTemplateStandsInWhenThereIsNoTime() {
    Triggered trigger = trigger();
    String cheap = Graphs.template(trigger.site, "a");
    Graphs.importGraph(
        cheap, Graphs.graphMl(trigger.site, "a").replace("\"estimate\">60", "\"estimate\">2"));
    Graphs.importGraph(
        trigger.template,
        Graphs.graphMl(trigger.site, "a")
            .replace(
                "<graph edgedefault",
                "<key id=\"alternatives\" for=\"graph\" attr.name=\"alternatives\" attr.type=\"string\"/><graph edgedefault")
            .replaceFirst(
                "(<graph edgedefault=\"directed\">)",
                "$1<data key=\"alternatives\">" + cheap + "</data>"));
    pilot(trigger);
    JsonPath last = null;
    for (int i = 0; i < 3; i++) {
      last = trigger.announce("_" + i, "");
    }
    assertThat(last.getString("state")).isEqualTo("SELECTED");
    assertThat(last.getString("reason"))
        .contains("by " + cheap + " instead of " + trigger.template);
    JsonPath workflow = Api.admin().get("/workflows/" + last.getLong("workflows[0]")).jsonPath();
    assertThat(workflow.getString("template")).isEqualTo(cheap);
    assertThat(workflow.getString("insteadOf")).isEqualTo(trigger.template);
  }

  @Test
  void whatCanNeverBeInTimeIsTriedWithOneFileAtATime() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT61S\"");
    Graphs.importGraph(
        trigger.template,
        Graphs.graphMl(trigger.site, "a").replace("\"estimate\">60", "\"estimate\">90"));
    FakePilot pilot = pilot(trigger);
    long first = trigger.announce("_1", "").getLong("id");
    assertThat(state(first)).isEqualTo("SELECTED");
    pilot.takeOne();
    long second = trigger.announce("_2", "").getLong("id");
    long third = trigger.announce("_3", "").getLong("id");
    soon(() -> state(second).equals("SHED"));
    assertThat(List.of(state(first), state(third))).containsOnly("SELECTED");
  }

  @Test
  void aCheaperTemplateKeepsThePromiseOfTheOneThatItStandsInFor() {
    Triggered trigger = Triggered.by("a", "");
    String cheap = Graphs.template(trigger.site, "a");
    String keys =
        """
        <key id="alternatives" for="graph" attr.name="alternatives" attr.type="string"/>
        <key id="eta" for="graph" attr.name="eta" attr.type="string"/>
        <graph edgedefault="directed"><data key="alternatives">%s</data><data key="eta">PT30S</data>"""
            .formatted(cheap);
    Graphs.importGraph(
        trigger.template,
        Graphs.graphMl(trigger.site, "a").replace("<graph edgedefault=\"directed\">", keys));
    pilot(trigger);
    JsonPath answer = trigger.announce("_1", "");
    JsonPath workflow = Api.admin().get("/workflows/" + answer.getLong("workflows[0]")).jsonPath();
    assertThat(workflow.getString("eta")).isEqualTo("PT30S");
  }

  @Test
  void aFileThatARulePutsFirstDoesNotWaitForTheRest() {
    Triggered trigger = trigger();
    pilot(trigger);
    for (int i = 0; i < 4; i++) {
      trigger.announce("_" + i, "");
    }
    long rule =
        Api.admin()
            .body("{\"stream\": \"%s\", \"priority\": 7}".formatted(trigger.prefix))
            .post("/priorities")
            .jsonPath()
            .getLong("rule.id");
    try {
      assertThat(states(trigger, 2, "")).containsExactly("SHED", "SELECTED");
      assertThat(states(trigger, 2, ", \"stream\": \"%s\"".formatted(trigger.prefix)))
          .containsOnly("SELECTED");
    } finally {
      Api.admin().delete("/priorities/" + rule).then().statusCode(204);
    }
  }

  @Test
  void whatHasAShareOfItsOwnIsTakenBesideAFullQueue() {
    Triggered full = trigger();
    pilot(full);
    for (int i = 0; i < 4; i++) {
      full.announce("_" + i, "");
    }
    Triggered reserved =
        Triggered.at(
            full.site, "a", ", \"eta\": \"PT%dS\", \"reserve\": 0.5".formatted(TIME_FOR_TWO));
    try {
      assertThat(states(full, 2, "")).containsExactly("SHED", "SELECTED");
      assertThat(states(reserved, 2, "")).containsOnly("SELECTED");
      outlook.read();
      assertThat(forecast("", reserved).getDouble("delay"))
          .isLessThan(forecast("", full).getDouble("delay"));
    } finally {
      Api.admin().delete("/triggers/" + reserved.id).then().statusCode(204);
    }
  }

  @Test
  void theForecastSaysWhatHelps() {
    Triggered trigger = trigger();
    pilot(trigger);
    for (int i = 0; i < 3; i++) {
      trigger.announce("_" + i, "");
    }
    JsonPath now = forecast("", trigger);
    assertThat(now.getDouble("lateness")).isPositive();
    assertThat(now.getBoolean("inTime")).isFalse();
    int pilots = Api.admin().get("/forecast").jsonPath().getInt("pilots");
    JsonPath with = forecast("?pilots=" + 3 * pilots, trigger);
    assertThat(with.getDouble("delay")).isLessThan(now.getDouble("delay") / 3.5);
    assertThat(with.getBoolean("inTime")).isTrue();
    Api.admin().get("/forecast?pilots=x&prescale=0").then().statusCode(422);
    Api.admin().get("/forecast?prescale=0").then().statusCode(422);
  }

  /** Of so many files that come at once. */
  private static List<String> states(Triggered trigger, int files, String more) {
    List<String> events =
        IntStream.range(0, files)
            .mapToObj(i -> trigger.event("_at_once_%d_%d".formatted(System.nanoTime(), i), more))
            .toList();
    return Api.admin().body(events.toString()).post("/files").jsonPath().getList("items.state");
  }

  private static JsonPath forecast(String query, Triggered trigger) {
    return Api.admin()
        .get("/forecast" + query)
        .jsonPath()
        .setRootPath("triggers.find { it.trigger == '%s' }".formatted(trigger.prefix));
  }
}
