package org.p3s.server.legacy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

/** What old clients register: what becomes of it, and how long it stays. */
@ServerTest
class RegistryTest {

  @Inject Jdbi jdbi;
  @Inject Datasets datasets;
  @Inject Services services;
  @Inject Retention retention;
  @Inject Counts counts;

  private final String unique = UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aFileOfDataTakingStartsWhatItsTriggersSay() {
    Triggered trigger = Triggered.by("a>b");
    String name = trigger.prefix + "_1";
    for (int times = 0; times < 2; times++) {
      OldClient.post(
              "/data/register",
              Map.of("uuid", unique + "-new", "name", name, "dirpath", "/data/in/"))
          .then()
          .statusCode(200);
    }
    Map<String, Object> file = Api.admin().get("/files?name=" + name).path("items[0]");
    assertThat(file).containsEntry("url", "/data/in/" + name).containsEntry("state", "SELECTED");
    List<?> started = Api.admin().get("/files/" + file.get("id")).path("workflows");
    assertThat(started).hasSize(1);
    Api.cancelAll();
  }

  @Test
  void aFileWhoseJobIsSubmittedStartsNothing() {
    String name = "old" + unique;
    OldClient.post(
            "/data/register",
            Map.of("uuid", unique + "-sub", "name", name, "dirpath", "/data", "targetuuid", unique))
        .then()
        .statusCode(200);
    assertThat(Api.admin().get("/files?name=" + name).jsonPath().getList("items")).isEmpty();
    assertThat(datasets.find(name)).hasSize(1);
  }

  @Test
  void aFolderWithoutAFileIsKeptAndAnnouncedToNobody() {
    OldClient.post("/data/register", Map.of("uuid", unique + "-dir", "dirpath", "/data/" + unique))
        .then()
        .statusCode(200);
    assertThat(datasets.nameOf(0, unique + "-dir")).hasValue("");
    assertThat(Api.admin().get("/files").asString()).doesNotContain("/data/" + unique);
  }

  @Test
  void datasetsOfAWorkflowComeAndGoTogether() {
    String wf = unique + "-wf";
    datasets.addAll(List.of(edge("e1", wf), edge("e2", wf), edge("e3", unique + "-other")));
    assertThat(datasets.find("e1" + unique)).hasSize(1);
    datasets.deleteOfWorkflows(List.of(wf));
    assertThat(datasets.find("e1" + unique)).isEmpty();
    assertThat(datasets.find("e2" + unique)).isEmpty();
    assertThat(datasets.find("e3" + unique)).hasSize(1);
    datasets.deleteOfWorkflows(List.of(""));
    assertThat(datasets.find("e3" + unique)).hasSize(1);
  }

  private Dataset edge(String name, String wf) {
    return new Dataset(
        unique + "-" + name,
        name + unique,
        "/data/",
        "template",
        "",
        "TXT",
        "TAG",
        "wf",
        wf,
        "a",
        "b",
        unique + "-a",
        unique + "-b");
  }

  @Test
  void whatIsOlderThanHistoryIsLetGo() {
    datasets.addAll(List.of(edge("old", "w"), edge("young", "w")));
    services.add("old" + unique, "x");
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "update legacy_dataset set ts_reg = now() - interval '181 days' where uuid = ?",
              unique + "-old");
          handle.execute(
              "update legacy_service set ts = now() - interval '181 days' where name = ?",
              "old" + unique);
        });
    assertThat(datasets.deleteOld(Duration.ofDays(180), "other", 10)).isZero();
    assertThat(purge("dataset", "template")).endsWith("deletions:1");
    assertThat(purge("service", "")).endsWith("deletions:1");
    assertThat(datasets.find("old" + unique)).isEmpty();
    assertThat(datasets.find("young" + unique)).hasSize(1);
  }

  private static String purge(String what, String state) {
    return OldClient.post("/logic/purge", Map.of("what", what, "state", state)).asString();
  }

  @Test
  void namesOfJobsGoWithTheirPartOfTheHistory() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into legacy_id (kind, uuid, id) values ('JOB', ?, -1), ('JOB', ?, 1000000000000000)",
                unique + "-gone",
                unique + "-there"));
    assertThat(retention.dropJobIds()).isEqualTo(1);
    assertThat(
            jdbi.<List<String>, RuntimeException>withHandle(
                handle ->
                    handle
                        .createQuery("select uuid from legacy_id where uuid like :u")
                        .bind("u", unique + "-%")
                        .mapTo(String.class)
                        .list()))
        .containsExactly(unique + "-there");
  }

  @ParameterizedTest
  @CsvSource({
    "/monitor/jobs, /jobs",
    "/monitor/pilots/, /pilots",
    "/monitor/data, /files",
    "/monitor/datatypes, /api/v1/data-types",
    "/monitor/dags, /templates",
    "/monitor/workflows, /workflows",
    "/monitor/jobdetail?pk=7, /jobs/7",
    "/monitor/wfdetail?pk=7, /workflows/7",
    "/monitor/pilotdetail?pk=7, /pilots/7",
    "/monitor/dagdetail?name=a/b c, /templates/a%2Fb%20c",
    "/monitor/datadetail?name=a&b, /files?name=a",
  })
  void oldBookmarksLeadToOurPages(String from, String to) {
    String location =
        given()
            .header("User-Agent", "Mozilla/5.0 (a browser)")
            .redirects()
            .follow(false)
            .get(from)
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(location).startsWith("http://").endsWith(to);
  }

  @Test
  void aJobWithAnotherExitCodeHasFinishedAndOneThatNeverBeganHasNot() {
    Api.cancelAll();
    FakePilot pilot = FakePilot.register(unique, 1);
    List<Long> before = counts.jobs();
    for (Cause cause : List.of(Cause.EXIT, Cause.TIME_LIMIT, Cause.NOT_STARTED)) {
      Api.admin()
          .body(
              "{\"name\": \"j\", \"payload\": \"false\", \"labels\": {\"site\": \"%s\"}}"
                  .formatted(unique))
          .post("/jobs")
          .then()
          .statusCode(201);
      JobOffer job = pilot.takeOne();
      pilot.forget();
      pilot.exchange(
          List.of(FakePilot.report(job, Phase.ENDED, cause == Cause.EXIT ? 3 : null, cause)), 0, 0);
      String word = SerializedJobs.ofFailure(cause);
      String uuid = WorkUuid.JOB.of(job.jobId()).toString();
      assertThat(
              OldClient.get("/jobs/detail", Map.of("uuid", uuid))
                  .jsonPath()
                  .getString("[0].fields.state"))
          .isEqualTo(word);
    }
    pilot.signOff();
    List<Long> after = counts.jobs();
    assertThat(after.get(0) - before.get(0)).isEqualTo(3);
    assertThat(after.get(3) - before.get(3)).isEqualTo(1);
    assertThat(after.get(4)).isEqualTo(before.get(4));
  }

  @Test
  void detailsAreFoundByUuid() {
    String job = WorkUuid.JOB.of(4_096).toString();
    assertThat(location("/monitor/jobdetail", job)).endsWith("/jobs/4096");
    String workflow = WorkUuid.WORKFLOW.of(12).toString();
    assertThat(location("/monitor/wfdetail", workflow)).endsWith("/workflows/12");
    datasets.addAll(List.of(edge("d", "w")));
    assertThat(location("/monitor/datadetail", unique + "-d")).endsWith("/files?name=d" + unique);
  }

  private static String location(String path, String uuid) {
    return OldClient.get(path, Map.of("uuid", uuid))
        .then()
        .statusCode(303)
        .extract()
        .header("Location");
  }

  @Test
  void anApostropheSurvivesWhatPilotsDoToTheEnvironment() throws Exception {
    OldClient.post(
            "/sites/define",
            Map.of("site", "{\"name\": \"%s\", \"env\": {\"A\": \"it's\"}}".formatted(unique)))
        .then()
        .statusCode(200);
    String env = OldClient.get("/sites", Map.of("name", unique)).path("[0].fields.env");
    assertThat(Json.MAPPER.readTree(env.replace("'", "\"")).get("A").asText()).isEqualTo("it's");
  }
}
