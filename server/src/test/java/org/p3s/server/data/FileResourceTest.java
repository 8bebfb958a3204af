package org.p3s.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class FileResourceTest {

  @Inject Jdbi jdbi;

  private static ValidatableResponse show(JsonPath answer) {
    return Api.admin().get("/files/" + answer.getLong("id")).then().statusCode(200);
  }

  @Test
  void aFileThatATriggerMatchesStartsAWorkflowAndIsProcessedWhenItFinishes() {
    Triggered trigger = Triggered.by("a>b");
    JsonPath file = trigger.announce("1.raw", ", \"run\": 17, \"size\": 5");
    assertThat(file.getString("state")).isEqualTo("SELECTED");
    assertThat(file.getBoolean("isNew")).isTrue();
    assertThat(file.getList("workflows")).hasSize(1);
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    pilot.ended(pilot.takeOne(), 0);
    show(file).body("file.state", equalTo("SELECTED"));
    pilot.ended(pilot.takeOne(), 0);
    show(file)
        .body("file.state", equalTo("PROCESSED"))
        .body("file.cause", nullValue())
        .body("file.settledAt", notNullValue())
        .body("file.run", equalTo(17))
        .body("history.state", contains("SEEN", "SELECTED", "PROCESSED"))
        .body("workflows.state", contains("FINISHED"));
  }

  @Test
  void aFileWhoseWorkflowFailsIsFailedAndSaysWhich() {
    Triggered trigger = Triggered.by("a>b");
    JsonPath file = trigger.announce("1.raw", "");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    pilot.ended(pilot.takeOne(), 1);
    show(file)
        .body("file.state", equalTo("FAILED"))
        .body(
            "file.reason",
            equalTo("workflow %d is FAILED: job a EXIT".formatted(file.getLong("workflows[0]"))))
        .body("file.cause", equalTo("WORKFLOW"));
  }

  @Test
  void aFileWithTwoWorkflowsWaitsForBothAndFailsIfOneDoes() {
    Triggered trigger = Triggered.by("a");
    String second =
        "{\"name\": \"2%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%2$s\"}"
            .formatted(trigger.prefix, trigger.template);
    Api.admin().body(second).post("/triggers").then().statusCode(201);
    JsonPath file = trigger.announce("1.raw", "");
    assertThat(file.getList("workflows")).hasSize(2);
    FakePilot pilot = FakePilot.register(trigger.site, 2);
    List<JobOffer> jobs = pilot.take(2);
    pilot.ended(jobs.get(0), 3);
    show(file).body("file.state", equalTo("SELECTED"));
    pilot.ended(jobs.get(1), 0);
    show(file)
        .body("file.state", equalTo("FAILED"))
        .body("file.reason", containsString("is FAILED"));
  }

  @Test
  void cancellingItsWorkflowFailsTheFile() {
    Triggered trigger = Triggered.by("a>b");
    JsonPath file = trigger.announce("1.raw", "");
    Api.admin().post("/workflows/" + file.getLong("workflows[0]") + "/cancel");
    show(file)
        .body("file.state", equalTo("FAILED"))
        .body("file.reason", containsString("CANCELLED"));
  }

  @Test
  void aTemplateOfNothingButNoopsProcessesAtOnce() {
    assertThat(Triggered.by("noop1>noop2").announce("1.raw", "").getString("state"))
        .isEqualTo("PROCESSED");
  }

  @Test
  void aBrokenTemplateFailsTheFileInsteadOfLosingIt() {
    Triggered trigger = Triggered.by("a");
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                with active as (
                  update dag_template set active_version = 2 where name = ? returning id)
                insert into dag_template_version (template_id, version, digest, graphml, vertices, edges, created_by)
                select id, 2, 'gone', 'gone', 1, 0, 'test' from active
                """,
                trigger.template));
    JsonPath file = trigger.announce("1.raw", "");
    assertThat(file.getString("state")).isEqualTo("FAILED");
    assertThat(file.getString("reason")).contains(trigger.template).contains("cannot be read");
    Api.admin().get("/triggers").then().statusCode(200).body("items.name", hasItem(trigger.prefix));
    assertThat(file.getList("workflows")).isEmpty();
  }

  @Test
  void aFileWithoutATriggerIsKeptAsUnclassified() {
    String name = UUID.randomUUID() + ".dat";
    Api.as(Api.token("DAQ"))
        .body("{\"name\": \"%1$s\", \"url\": \"/d/%1$s\"}".formatted(name))
        .post("/files")
        .then()
        .statusCode(201)
        .header("Location", containsString("/api/v1/files/"))
        .body("state", equalTo("UNCLASSIFIED"))
        .body("reason", equalTo("no trigger matches its name"))
        .body("workflows", hasSize(0));
    Api.admin()
        .get("/files?state=UNCLASSIFIED&cause=NO_TRIGGER&name=" + name.substring(0, 20))
        .then()
        .body("items.name", contains(name))
        .body("items.cause", contains("NO_TRIGGER"));
    Api.admin()
        .get("/files?cause=SHORT&name=" + name.substring(0, 20))
        .then()
        .body("items", hasSize(0));
    Api.admin()
        .get("/files?cause=whim")
        .then()
        .statusCode(422)
        .body("violations.field", contains("cause"));
  }

  @Test
  void anIncompleteFileStartsNothing() {
    JsonPath file = Triggered.by("a").announce("1.raw", ", \"incomplete\": \"5 bytes short\"");
    assertThat(file.getString("state")).isEqualTo("INCOMPLETE");
    assertThat(file.getString("reason")).isEqualTo("5 bytes short");
    show(file).body("file.cause", equalTo("SHORT"));
    assertThat(file.getList("workflows")).isEmpty();
  }

  @Test
  void announcingAFileAgainChangesNothing() {
    Triggered trigger = Triggered.by("a");
    JsonPath first = trigger.announce("1.raw", ", \"size\": 5");
    JsonPath again = trigger.announce("1.raw", ", \"size\": 5");
    assertThat(again.getLong("id")).isEqualTo(first.getLong("id"));
    assertThat(again.getBoolean("isNew")).isFalse();
    assertThat(again.getList("workflows")).isEqualTo(first.getList("workflows"));
    assertThat(again.getString("conflict")).isNull();
    show(first).body("history", hasSize(2)).body("conflicts", hasSize(0));
  }

  @Test
  void anotherSizeUnderTheSameUrlIsAConflictAndOverwritesNothing() {
    Triggered trigger = Triggered.by("a");
    JsonPath first = trigger.announce("1.raw", ", \"size\": 5, \"checksum\": \"adler32:0000ABCD\"");
    for (int i = 0; i < 2; i++) {
      JsonPath other = trigger.announce("1.raw", ", \"size\": 6");
      assertThat(other.getString("conflict")).contains("5 bytes").contains("6 bytes");
      assertThat(other.getList("workflows")).hasSize(1);
    }
    trigger.announce("1.raw", ", \"size\": 5, \"checksum\": \"adler32:0000abce\"");
    show(first)
        .body("file.size", equalTo(5))
        .body("file.adler32", equalTo("0000abcd"))
        .body("conflicts", hasSize(2))
        .body("conflicts.size", hasItem(6))
        .body("conflicts.adler32", hasItem("0000abce"));
  }

  @Test
  void aListIsTakenAsAWholeAndAnswersInItsOrder() {
    Triggered trigger = Triggered.by("a");
    String one = trigger.event("b.raw", ", \"size\": 1");
    String other = trigger.event("a.raw", "");
    String twice = trigger.event("b.raw", ", \"size\": 2");
    Api.admin()
        .body("[" + one + "," + other + "," + twice + "]")
        .post("/files")
        .then()
        .statusCode(200)
        .body(
            "items.name",
            contains(endsWith(trigger, "b"), endsWith(trigger, "a"), endsWith(trigger, "b")))
        .body("items[2].conflict", containsString("announced now with 2 bytes"))
        .body("items.state", everyItem(equalTo("SELECTED")));
  }

  private static org.hamcrest.Matcher<String> endsWith(Triggered trigger, String end) {
    return equalTo(trigger.prefix + end + ".raw");
  }

  @Test
  void oneWrongFileOfAListKeepsAllOut() {
    Triggered trigger = Triggered.by("a");
    String good = trigger.event("1.raw", "");
    String bad = "{\"name\": \"a/b\", \"url\": \"relative\", \"size\": -1, \"huh\": 2}";
    Api.admin()
        .body("[" + good + "," + bad + "]")
        .post("/files")
        .then()
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("[1].huh", "[1].name", "[1].url", "[1].size"));
    Api.admin().get("/files?name=" + trigger.prefix).then().body("items", hasSize(0));
  }

  @Test
  void hostileInputIsRefusedWithEveryViolation() {
    List<String> urls =
        List.of(
            "/a/../b", "ftp://x/y", "x", "/a\\u0000b", "http:///x", "/a/%2e%2e/b", "/a\\u0007", "");
    for (String url : urls) {
      Api.admin()
          .body("{\"name\": \"n\", \"url\": \"" + url + "\"}")
          .post("/files")
          .then()
          .statusCode(422)
          .body("violations.field", contains("url"));
    }
    Api.admin()
        .body(
            "{\"name\": \"..\", \"checksum\": \"md5:1\", \"run\": -1, \"subrun\": \"x\", \"stream\": \"\\u0001\","
                + " \"metadata\": {\"a\": [\"\\u0000\"]}}")
        .post("/files")
        .then()
        .statusCode(422)
        .body(
            "violations.field",
            containsInAnyOrder("name", "url", "checksum", "run", "subrun", "stream", "metadata"));
    for (String body : List.of("", "[]", "null", "[null]", "{", "3", "[3]", "\"x\"")) {
      int status = Api.admin().body(body).post("/files").statusCode();
      assertThat(status).as(body).isBetween(400, 422);
    }
  }

  @Test
  void namesMayHoldWhatFileSystemsAllow() {
    String name = "<b>ü'\\\"; drop table file;-- " + UUID.randomUUID();
    Api.admin()
        .body("{\"name\": \"%1$s\", \"url\": \"root://host:1094//eos/x?y=%1$s\"}".formatted(name))
        .post("/files")
        .then()
        .statusCode(201)
        .body("name", startsWith("<b>ü'\"; drop"));
  }

  @Test
  void runAndStreamComeFromFieldsThenMetadataThenTheName() {
    String number = UUID.randomUUID().toString();
    String body =
        "{\"name\": \"np04_raw_run005141_0007_dl1.root\", \"url\": \"/x/" + number + "%s\"%s}";
    String sam =
        ", \"metadata\": {\"runs\": [[5142, 3, \"protodune-sp\"]], \"data_stream\": \"cosmics\","
            + " \"checksum\": [\"adler32:40668F8E\"], \"file_size\": 12}";
    String metaCat =
        ", \"metadata\": {\"size\": 13, \"checksums\": {\"adler32\": \"668f8e\"}, \"metadata\":"
            + " {\"core.runs\": [5143], \"core.runs_subruns\": [514300004], \"core.data_stream\": \"physics\"}}";
    check(body.formatted("1", ""), 5141, 7, "raw", "np04", null, null);
    check(body.formatted("2", sam), 5142, 3, "cosmics", "protodune-sp", 12, "40668f8e");
    check(body.formatted("3", metaCat), 5143, 4, "physics", "np04", 13, "00668f8e");
    check(
        body.formatted("4", sam + ", \"run\": 9, \"stream\": \"own\""),
        9,
        3,
        "own",
        "protodune-sp",
        12,
        "40668f8e");
  }

  private static void check(
      String body, int run, int subrun, String stream, String detector, Integer size, String sum) {
    JsonPath answer =
        Api.admin().body(body).post("/files").then().statusCode(201).extract().jsonPath();
    show(answer)
        .body("file.run", equalTo(run))
        .body("file.subrun", equalTo(subrun))
        .body("file.stream", equalTo(stream))
        .body("file.detector", equalTo(detector))
        .body("file.size", equalTo(size))
        .body("file.adler32", equalTo(sum));
  }

  @Test
  void whenItWasWrittenComesFromTheEventOrItsMetadata() {
    Triggered trigger = Triggered.by("a");
    String at = "2026-01-31T12:00:00Z";
    List<String> events =
        List.of(
            ", \"writtenAt\": \"" + at + "\"",
            ", \"writtenAt\": \"" + at + "\", \"metadata\": {\"end_time\": \"2025-01-01\"}",
            ", \"metadata\": {\"end_time\": \"2026-01-31T13:00:00+01:00\"}",
            ", \"metadata\": {\"end_time\": \"2026-01-31 12:00:00\"}",
            ", \"metadata\": {\"metadata\": {\"core.end_time\": 1769860800.0}}");
    for (int i = 0; i < events.size(); i++) {
      show(trigger.announce(i + ".raw", events.get(i))).body("file.writtenAt", equalTo(at));
    }
    show(trigger.announce("none", ", \"metadata\": {\"end_time\": \"noon\"}"))
        .body("file.writtenAt", nullValue());
    for (String bad : List.of("noon", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
      Api.admin()
          .body(trigger.event("bad", ", \"writtenAt\": \"" + bad + "\""))
          .post("/files")
          .then()
          .statusCode(422)
          .body("violations.field", contains("writtenAt"));
    }
  }

  @Test
  void theListIsReadPageByPage() {
    Triggered trigger = Triggered.by("a");
    String events =
        String.join(
            ",",
            IntStream.range(0, 5)
                .mapToObj(i -> trigger.event(i + ".raw", ", \"run\": 18"))
                .toList());
    Api.admin().body("[" + events + "]").post("/files").then().statusCode(200);
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      JsonPath page =
          Api.admin()
              .get("/files?run=18&limit=2&name=" + trigger.prefix + next)
              .then()
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.name"));
      next = page.get("next") == null ? "" : "&cursor=" + page.getLong("next");
    } while (!next.isEmpty());
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void anUnknownFileIsNotFound() {
    Api.admin().get("/files/999999999999").then().statusCode(404);
    Api.as(Api.token("ENROL")).get("/files").then().statusCode(403);
    Api.as(Api.token("VIEWER")).body("{}").post("/files").then().statusCode(403);
  }

  @Test
  void filesAreCountedUnderTheNamesOfTheManual() {
    Triggered.by("noop1").announce("1", "");
    Api.admin()
        .basePath("")
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("p3s_files_seen_total"))
        .body(containsString("p3s_files_settled_total{state=\"PROCESSED\"}"))
        .body(containsString("p3s_files_settled_total{state=\"SHED\"}"))
        .body(containsString("p3s_file_latency_seconds_bucket{le=\"15.0\"}"));
  }
}
