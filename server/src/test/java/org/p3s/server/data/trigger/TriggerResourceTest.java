package org.p3s.server.data.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.not;

import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class TriggerResourceTest {

  @Inject Jdbi jdbi;

  @Test
  void aTriggerIsMadeShownChangedAndDeleted() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT5M\", \"priority\": 3");
    Api.admin()
        .get("/triggers/" + trigger.id)
        .then()
        .statusCode(200)
        .body("template", equalTo(trigger.template))
        .body("eta", equalTo("PT5M"))
        .body("priority", equalTo(3))
        .body("prescale", equalTo(1))
        .body("enabled", equalTo(true));
    Api.admin()
        .body("{\"enabled\": false, \"prescale\": 4}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(200)
        .body("enabled", equalTo(false))
        .body("prescale", equalTo(4))
        .body("eta", equalTo("PT5M"));
    assertThat(trigger.announce("1", "").getString("state")).isEqualTo("UNCLASSIFIED");
    Api.admin().delete("/triggers/" + trigger.id).then().statusCode(204);
    Api.admin().get("/triggers/" + trigger.id).then().statusCode(404);
    Api.admin()
        .get("/triggers")
        .then()
        .statusCode(200)
        .body("items.name", not(hasItem(trigger.prefix)));
  }

  @Test
  void itsEtaAndPriorityAreThoseOfTheWorkflow() {
    Triggered trigger = Triggered.by("a", ", \"eta\": \"PT5M\", \"priority\": 7");
    long workflow = trigger.announce("1", "").getLong("workflows[0]");
    Api.admin()
        .get("/workflows/" + workflow)
        .then()
        .body("eta", equalTo("PT5M"))
        .body("priority", equalTo(7));
  }

  @Test
  void aNameIsTakenOnlyOnce() {
    Triggered trigger = Triggered.by("a");
    String body =
        "{\"name\": \"%s\", \"pattern\": \"x\", \"template\": \"%s\"}"
            .formatted(trigger.prefix, trigger.template);
    Api.admin().body(body).post("/triggers").then().statusCode(409);
    Api.admin().delete("/triggers/" + trigger.id).then().statusCode(204);
    Api.admin().body(body).post("/triggers").then().statusCode(201);
  }

  @Test
  void oneInNOfTheNamesIsTakenAndAlwaysTheSame() {
    Triggered trigger = Triggered.by("a", ", \"prescale\": 5");
    List<String> names = IntStream.range(0, 200).mapToObj(i -> trigger.prefix + i).toList();
    String events =
        String.join(",", IntStream.range(0, 200).mapToObj(i -> trigger.event("" + i, "")).toList());
    List<String> states =
        Api.admin().body("[" + events + "]").post("/files").then().extract().path("items.state");
    for (int i = 0; i < 200; i++) {
      CRC32 crc = new CRC32();
      crc.update(names.get(i).getBytes(StandardCharsets.UTF_8));
      assertThat(states.get(i)).isEqualTo(crc.getValue() % 5 == 0 ? "SELECTED" : "PRESCALED");
    }
    assertThat(states).contains("SELECTED", "PRESCALED");
  }

  @Test
  void aTrialSaysWhatWouldHappenAndDoesNothing() {
    Triggered trigger = Triggered.by("a");
    String name = trigger.prefix + ".raw";
    Api.as(Api.token("VIEWER"))
        .body("{\"name\": \"" + name + "\"}")
        .post("/triggers/test")
        .then()
        .statusCode(200)
        .body("state", equalTo("SELECTED"))
        .body("triggers.trigger", contains(trigger.prefix))
        .body("triggers[0].starts", equalTo(true));
    Api.admin().get("/files?name=" + name).then().body("items", hasSize(0));
    Api.admin()
        .body("{\"name\": \"" + UUID.randomUUID() + "\"}")
        .post("/triggers/test")
        .then()
        .body("state", equalTo("UNCLASSIFIED"));
  }

  @Test
  void everythingWrongWithATriggerIsNamed() {
    Api.admin()
        .body(
            """
            {"name": "", "pattern": "(", "prescale": 0, "eta": "PT0S", "priority": 5000, "x": 1, "maxBacklog": 0,
             "minSize": -1, "maxAge": "-PT1H", "reserve": 0.91, "unset": ["name"],
             "prescales": [{"run": 1, "prescale": 0, "y": 1}, {"prescale": 2}, {"run": 1, "prescale": 5}, null,
                           {"run": -1, "stream": " ", "prescale": 1}]}
            """)
        .post("/triggers")
        .then()
        .statusCode(422)
        .body(
            "violations.field",
            containsInAnyOrder(
                "name",
                "pattern",
                "template",
                "prescale",
                "eta",
                "priority",
                "x",
                "maxBacklog",
                "minSize",
                "maxAge",
                "reserve",
                "unset",
                "prescales[0].prescale",
                "prescales[0].y",
                "prescales[1]",
                "prescales[2]",
                "prescales[3]",
                "prescales[4].run",
                "prescales[4].stream"));
    Api.admin()
        .body("{\"name\": \"n\", \"pattern\": \"(\", \"template\": \"no-such-one\"}")
        .post("/triggers")
        .then()
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("pattern", "template"));
  }

  @Test
  void anEtaShorterThanTheTemplatesOwnEstimatesIsRefused() {
    // each of its jobs is estimated at a minute
    Triggered trigger = Triggered.by("a>b b>c");
    Api.admin()
        .body("{\"eta\": \"PT2M59S\", \"minSize\": -1}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("eta", "minSize"))
        .body(
            "violations.message",
            hasItem(containsString("template " + trigger.template + " takes PT3M")));
    Api.admin().body("{\"eta\": \"PT3M\"}").patch("/triggers/" + trigger.id).then().statusCode(200);
    String longer = Graphs.template(trigger.site, "a>b b>c c>d");
    Api.admin()
        .body("{\"template\": \"" + longer + "\"}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(422)
        .body("violations.field", contains("eta"));
  }

  @Test
  void whatIsGivenCanBeTakenBack() {
    Triggered trigger =
        Triggered.by(
            "a",
            """
            , "eta": "PT5M", "priority": 3, "maxBacklog": 7, "minSize": 8, "maxAge": "PT1H", "reserve": 0.001,
              "prescales": [{"run": 5, "stream": "raw", "prescale": 3}, {"stream": "raw", "prescale": 2}]
            """);
    Api.admin()
        .get("/triggers/" + trigger.id)
        .then()
        .body("maxBacklog", equalTo(7))
        .body("minSize", equalTo(8))
        .body("maxAge", equalTo("PT1H"))
        .body("reserve", equalTo(0.001f))
        .body("prescales.prescale", contains(3, 2));
    String all =
        "\"eta\", \"priority\", \"maxBacklog\", \"minSize\", \"maxAge\", \"reserve\", \"prescales\"";
    Api.admin()
        .body("{\"unset\": [" + all + "]}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(200)
        .body(
            "keySet()",
            not(
                hasItem(
                    in(List.of("eta", "priority", "maxBacklog", "minSize", "maxAge", "reserve")))))
        .body("prescales", hasSize(0));
    Api.admin()
        .body("{\"eta\": \"PT5M\", \"unset\": [\"eta\"]}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(422)
        .body("violations.field", contains("eta"));
  }

  @Test
  void triggersTogetherReserveNoMoreThanNineTenths() {
    Triggered most = Triggered.by("a", ", \"reserve\": 0.8");
    Triggered rest = Triggered.by("a", ", \"reserve\": 0.1");
    Triggered none = Triggered.by("a", ", \"reserve\": 0.5, \"enabled\": false");
    try {
      for (String change :
          List.of("{\"reserve\": 0.01, \"enabled\": true}", "{\"enabled\": true}")) {
        Api.admin()
            .body(change)
            .patch("/triggers/" + none.id)
            .then()
            .statusCode(422)
            .body("violations.field", contains("reserve"))
            .body("detail", containsString("0.9 at most"));
      }
      Api.admin().body("{\"reserve\": 0.11}").patch("/triggers/" + rest.id).then().statusCode(422);
      Api.admin().body("{\"reserve\": 0.1}").patch("/triggers/" + rest.id).then().statusCode(200);
    } finally {
      Api.admin().delete("/triggers/" + most.id).then().statusCode(204);
      Api.admin().delete("/triggers/" + rest.id).then().statusCode(204);
    }
    Api.admin().body("{\"enabled\": true}").patch("/triggers/" + none.id).then().statusCode(200);
    Api.admin().delete("/triggers/" + none.id).then().statusCode(204);
  }

  @Test
  void anEtaIsBounded() {
    Triggered trigger = Triggered.by("a");
    for (String eta : List.of("P3651D", "PT2562047788015215H", "-PT1S", "PT0S")) {
      Api.admin()
          .body("{\"eta\": \"" + eta + "\"}")
          .patch("/triggers/" + trigger.id)
          .then()
          .statusCode(422)
          .body("violations.field", contains("eta"));
    }
    Api.admin()
        .body("{\"eta\": \"P3650D\"}")
        .patch("/triggers/" + trigger.id)
        .then()
        .statusCode(200);
  }

  @Test
  void aStoredTriggerThatIsOutOfBoundsHoldsNoFileUp() {
    Triggered endless = Triggered.by("a");
    Triggered unreadable = Triggered.by("a");
    jdbi.useHandle(
        handle -> {
          handle.execute("update trigger set eta = 'PT2562047788015215H' where id = ?", endless.id);
          handle.execute("update trigger set pattern = '(' where id = ?", unreadable.id);
        });
    try {
      assertThat(endless.announce("1", "").getString("state")).isEqualTo("SELECTED");
      assertThat(unreadable.announce("1", "").getString("state")).isEqualTo("UNCLASSIFIED");
    } finally {
      Api.admin().delete("/triggers/" + unreadable.id).then().statusCode(204);
    }
  }

  @Test
  void aPatternThatWouldHoldUpTheServerIsRefused() {
    Triggered trigger = Triggered.by("a");
    for (String pattern : List.of(".*.*.*.*.*x", "(a*)(a*)(a*)(a*)b", "(x{2000}){3}")) {
      Api.admin()
          .body("{\"pattern\": \"" + pattern + "\"}")
          .patch("/triggers/" + trigger.id)
          .then()
          .statusCode(422)
          .body("violations.field", contains("pattern"));
    }
  }

  @Test
  void matchingEndsWhateverThePattern() {
    assertThat(NamePattern.of("b*b*b*b*b*c").matches("b".repeat(250))).isFalse();
    assertThat(NamePattern.of("np04_.*_run[0-9]+_.*\\.root").matches("np04_raw_run1_2.root"))
        .isTrue();
  }
}
