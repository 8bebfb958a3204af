package org.p3s.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.server.testing.Soon.soon;

import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.JobOffer;
import org.p3s.server.deadline.Measurements;
import org.p3s.server.deadline.Outlook;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;
import org.p3s.server.testing.Triggered;

/** Reads the plans by which PostgreSQL executes what the server asks: all go by indexes. */
@ServerTest
class PlansTest {

  /** Tables that grow. */
  private static final String GROWING =
      "(workflow|job|attempt|attempt_log)(_[0-9]+)?|pilot|file|file_event|file_conflict|missed|trigger_prescale|metric|plot|histogram|audit|legacy_(id|dataset|service|entry)";

  private static final Pattern WHOLE = Pattern.compile("Seq Scan on (" + GROWING + ")\\b.*");

  @Inject Jdbi jdbi;
  @Inject Outlook outlook;
  @Inject Measurements measurements;
  @Inject Event<QueuesReordered> reordered;

  private final String site = "plans-" + UUID.randomUUID();
  private long logged;

  @BeforeEach
  void logPlans() throws IOException {
    Api.cancelAll();
    set("auto_explain.log_min_duration = 0");
    logged = Files.size(TestPostgres.LOG);
  }

  @AfterEach
  void stopLogging() {
    set("auto_explain.log_min_duration = -1");
  }

  private void set(String setting) {
    jdbi.useHandle(
        handle -> {
          handle.execute("alter system set " + setting);
          handle.execute("select pg_reload_conf()");
        });
  }

  @Test
  void theWholeWayOfAJobGoesByIndexes() throws IOException {
    FakePilot pilot = FakePilot.register(site, 4);
    Api.admin()
        .body(
            List.of(job("one", 0), job("two", 5), job("three", 0), job("four", 0), job("five", 0))
                .toString())
        .post("/jobs")
        .then()
        .statusCode(201);
    // they are read, and not only heard of
    reordered.fire(new QueuesReordered());
    List<JobOffer> jobs = pilot.take(3);
    assertThat(jobs).hasSize(3).first().extracting(JobOffer::vertex).isEqualTo("two");
    pilot.started(jobs.get(0));
    pilot.exchange(List.of(FakePilot.report(jobs.get(0), Phase.ENDED, 0, null)), 1, 0);
    pilot.ended(jobs.get(1), 3);
    pilot.ended(jobs.get(1), 3);
    pilot.forget();
    pilot.exchange(List.of(), 0, 0);
    Api.admin().post("/jobs/" + jobs.get(2).jobId() + "/cancel").then().statusCode(200);
    pilot.signOff();
    assertThat(plans()).anyMatch(plan -> plan.contains("job_0_lane_id_"));
    // by pilot, and not through all that any pilot holds
    assertThat(plans())
        .filteredOn(plan -> plan.contains("where pilot_id = any("))
        .isNotEmpty()
        .allMatch(plan -> plan.contains("Index Cond: (pilot_id = ANY"));
    assertThat(plans())
        .filteredOn(plan -> plan.contains("with said as"))
        .isNotEmpty()
        .noneMatch(plan -> plan.contains("pilot_id_idx"));
    assertNoTableIsReadWhole();
  }

  private String job(String name, int priority) {
    return "{\"name\": \"%s\", \"payload\": \"true\", \"priority\": %d, \"labels\": {\"site\": \"%s\"}}"
        .formatted(name, priority, site);
  }

  @Test
  void listsAndPagesGoByIndexes() throws IOException {
    for (String path :
        List.of(
            "/jobs",
            "/jobs?state=READY",
            "/jobs?type=job",
            "/jobs?workflow=1",
            "/jobs?pilot=1",
            "/workflows?state=RUNNING",
            "/workflows?run=1",
            "/workflows?file=1",
            "/files?state=FAILED",
            "/files?run=1",
            "/files?cause=LATE",
            "/files?name=raw",
            "/pilots?live=true",
            "/pilots?state=LOST",
            "/pilots?state=IDLE",
            "/pilots?site=x",
            "/runs",
            "/job-types")) {
      Api.admin().get(path).then().statusCode(200);
    }
    Api.admin()
        .body("{\"name\": \"%1$s\", \"url\": \"/d/%1$s\", \"run\": 700900}".formatted(site))
        .post("/files")
        .then()
        .statusCode(201);
    Api.admin().get("/runs/700900").then().statusCode(200);
    for (String page :
        List.of("/", "/runs", "/runs/700900", "/files", "/workflows", "/jobs", "/pilots")) {
      RestAssured.given()
          .header("Authorization", "Bearer " + TestPostgres.ADMIN)
          .get(page)
          .then()
          .statusCode(200);
    }
    assertThat(plans())
        .filteredOn(plan -> plan.contains("group by state, cause"))
        .isNotEmpty()
        .allMatch(plan -> plan.contains("Index Only Scan using file_of_run_state"));
    assertNoTableIsReadWhole();
  }

  @Test
  void oldClientsAreServedByIndexes() throws IOException {
    for (String call :
        List.of(
            "/monitor/addmon run=700901&subrun=1&ts=2018-08-31+08:00:00Z&j_uuid=%s"
                + "&summary=[{\"noise\":1}]&description=[{\"Files\":{\"x\":\"a.png\"}}]",
            "/monitor/delmon run=700901&subrun=1",
            "/monitor/move pk=1-9&moveto=x",
            "/purity/add run=700901&tpc=1&lifetime=1&infile=%s&ts=2018-08-31+08:00:00Z",
            "/purity/delete infile=%s",
            "/purity/delete run=700901",
            "/evd/delete j_uuid=%s",
            "/data/register uuid=%s&name=x&dirpath=/data",
            "/data/adjust uuid=%s&state=x",
            "/data/delete uuid=%s",
            "/data/delete pk=1-9",
            "/logic/service name=x&message=y",
            "/logic/delete pk=1-9",
            "/logic/purge what=dataset&state=x",
            "/logic/purge what=service&state=x",
            "/logic/pilotTO to=86400",
            "/logic/jobTO to=0")) {
      post(call.formatted(UUID.randomUUID()));
    }
    for (String path :
        List.of(
            "/?out=json",
            "/pilotinfo",
            "/purity/index",
            "/evd/maxrun",
            "/data/getdata?name=x",
            "/monitor/services")) {
      RestAssured.given().get(path).then().statusCode(200);
    }
    assertNoTableIsReadWhole();
  }

  @Test
  void theWholeWayOfAnOldJobGoesByIndexes() throws IOException {
    UUID uuid = UUID.randomUUID();
    for (String call :
        List.of(
            "/pilots/register uuid=%s&state=active&site=x&host=vm&ts=x&pid=1&extra=",
            "/pilots/request uuid=%s",
            "/jobs/add uuid=%s&user=me&jobtype=old&payload=true&env={}&priority=1&state=defined&timeout=60&name=j",
            "/jobs/adjust uuid=%s&priority=2",
            "/pilots/request uuid=%s",
            "/pilots/report uuid=%1$s&job=%1$s&state=running&event=jobstart",
            "/pilots/report uuid=%1$s&job=%1$s&state=running&event=heartbeat",
            "/pilots/report uuid=%1$s&job=%1$s&state=finished&event=jobstop&errcode=0",
            "/pilots/report uuid=%s&state=active&event=",
            "/jobs/delete uuid=%s",
            "/jobs/delete pk=1-9",
            "/workflows/delete what=workflow&name=none",
            "/pilots/report uuid=%s&state=stopped&event=")) {
      post(call.formatted(uuid));
    }
    assertThat(
            RestAssured.get("/jobs/detail?uuid=" + uuid).jsonPath().getString("[0].fields.state"))
        .isEqualTo("finished");
    assertThat(plans()).anyMatch(plan -> plan.contains("Index Scan using legacy_id"));
    assertNoTableIsReadWhole();
  }

  /** Sends a form as an old client would: a path, a space, the form. */
  private static void post(String call) {
    String[] parts = call.split(" ", 2);
    RestAssured.given()
        .contentType("application/x-www-form-urlencoded")
        .body(parts[1])
        .post(parts[0])
        .then()
        .statusCode(200);
  }

  @Test
  void manyEntriesOfOldClientsAreFoundByIndexes() throws IOException {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into legacy_entry (kind, run, job_uuid, infile)
              select case i %% 2 when 0 then 'MON' else 'EVDISP' end, 100000 + i / 10, '%1$s', '%1$s'
              from generate_series(1, 50000) i
              """
                  .formatted(site));
          handle.execute("analyze legacy_entry");
        });
    try {
      for (String call :
          List.of(
              "/monitor/delmon pk=1-10000",
              "/monitor/delmon pk=1,7",
              "/monitor/delmon run=100001",
              "/monitor/move pk=1-9&moveto=x",
              "/purity/delete run=100001-100009",
              "/evd/delete run=100000-109999",
              "/evd/delete run=100001,100007",
              "/evd/delete pk=1-9")) {
        post(call);
      }
      assertThat(plans())
          .filteredOn(plan -> plan.contains("with chosen as"))
          .hasSize(8)
          .allMatch(plan -> plan.matches("(?s).*Index Cond: [^\n]*\\b(id|run) = (ANY|'|\\$).*"));
      assertNoTableIsReadWhole();
    } finally {
      jdbi.useHandle(handle -> handle.execute("delete from legacy_entry where infile = ?", site));
    }
  }

  @Test
  void deadlinesAreKeptByIndexes() throws IOException {
    Triggered trigger = Triggered.by("a>b", ", \"eta\": \"PT1H\", \"maxBacklog\": 100");
    FakePilot pilot = FakePilot.register(trigger.site, 1);
    outlook.read();
    for (int i = 0; i < 6; i++) {
      trigger.announce("_" + i, "");
    }
    pilot.ended(pilot.takeOne(), 0);
    measurements.learn();
    Api.admin()
        .body("{\"template\": \"%s\", \"priority\": 3}".formatted(trigger.template))
        .post("/priorities")
        .then()
        .statusCode(201);
    Api.admin().get("/forecast").then().statusCode(200);
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                update job set due = now() - interval '1 hour' from workflow w
                where w.trigger_id = ? and w.ended_at is null
                  and job.id between w.id * 4096 and w.id * 4096 + 1 and job.state = 'READY'
                """,
                trigger.id));
    soon(() -> Api.admin().get("/workflows?state=RUNNING").jsonPath().getList("items").isEmpty());
    assertThat(plans())
        .filteredOn(plan -> plan.contains("and not optional"))
        .isNotEmpty()
        .allMatch(plan -> plan.contains("job_0_lane_id_due_"));
    assertNoTableIsReadWhole();
  }

  private void assertNoTableIsReadWhole() throws IOException {
    List<String> bad = new ArrayList<>();
    for (String plan : plans()) {
      Matcher whole = WHOLE.matcher(plan);
      if (whole.find()) {
        bad.add(whole.group() + " in " + plan);
      }
    }
    assertThat(bad).isEmpty();
  }

  /** The statements since the test began, each with its plan. */
  private List<String> plans() throws IOException {
    String log =
        new String(Files.readAllBytes(TestPostgres.LOG), StandardCharsets.UTF_8)
            .substring((int) logged);
    assertThat(log).contains("Query Text");
    return List.of(log.split("Query Text: "));
  }
}
