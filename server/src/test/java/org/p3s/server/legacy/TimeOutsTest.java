package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.broker.Listening;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/** Scripts give up old pilots and their jobs, and others stay as they are. */
@ServerTest
class TimeOutsTest {

  @Inject Jdbi jdbi;
  @Inject OldPilots old;
  @Inject Listening listening;

  private final String unique = UUID.randomUUID().toString().substring(0, 8);
  private final String pilot = unique + "-pilot";

  @BeforeEach
  void onePilot() {
    Api.cancelAll();
    OldClient.post(
            "/pilots/register",
            Map.of(
                "uuid",
                pilot,
                "state",
                "active",
                "site",
                unique,
                "host",
                "vm",
                "ts",
                "x",
                "pid",
                "1",
                "extra",
                "12." + unique))
        .then()
        .statusCode(200);
  }

  @Test
  void nobodyIsGivenUpForASilenceInWhichTheServerDidNotListen() {
    int day = 86_400;
    listening.hasLasted(Duration.ofSeconds(day - 60));
    ago("pilot", "seen_at", old.find(pilot).orElseThrow().id(), day + 100);
    assertThat(timeOut("pilotTO", day)).isEmpty();
    assertThat(report("active", "").asString()).contains("OK");
  }

  @Test
  void aSilentPilotIsGivenUpAndToldByItsBatchId() {
    listening.hasLasted(Duration.ofMinutes(11));
    assertThat(timeOut("pilotTO", 600)).isEmpty();
    ago("pilot", "seen_at", old.find(pilot).orElseThrow().id(), 700);
    assertThat(timeOut("pilotTO", 600))
        .startsWith("{\"N\":\"1\",\"TO\":{\"12.%s\":\"".formatted(unique))
        .endsWith("\"}}");
    assertThat(report("running", "heartbeat").asString()).contains("\"error\":\"timeout\"");
    assertThat(timeOut("pilotTO", 600)).isEmpty();
  }

  @Test
  void itMayBeToldToTheLogInstead() {
    listening.hasLasted(Duration.ofMinutes(11));
    ago("pilot", "seen_at", old.find(pilot).orElseThrow().id(), 700);
    Map<String, String> form = Map.of("to", "600", "host", "vm", "direct", "True");
    assertThat(OldClient.post("/logic/pilotTO", form).asString()).isEmpty();
    assertThat(OldClient.get("/monitor/services", Map.of()).asString())
        .contains("\tTO\t{\"N\":\"1\",\"TO\":{\"12." + unique);
  }

  @Test
  void aJobThatRunsForTooLongFailsAndStaysInTheBooks() {
    long job = start(3_600);
    assertThat(timeOut("jobTO", 600)).isEqualTo("deleted timeout jobs: 0");
    ago("job", "started_at", job, 700);
    assertThat(timeOut("jobTO", 0)).isEqualTo("deleted timeout jobs: 0");
    assertThat(timeOut("jobTO", 600)).isEqualTo("deleted timeout jobs: 1");
    assertThat(Api.admin().get("/jobs/" + job).<Map<String, Object>>path("$").toString())
        .contains("FAILED")
        .contains("TIME_LIMIT");
    assertThat(report("running", "heartbeat").asString()).contains("KILL");
  }

  @Test
  void withoutATimeEachJobHasItsOwnLimit() {
    long job = start(300);
    ago("job", "started_at", job, 301);
    Map<String, String> form = Map.of("to", "0", "host", "vm", "direct", "True");
    assertThat(OldClient.post("/logic/jobTO", form).asString()).isEmpty();
    assertThat(OldClient.get("/monitor/services", Map.of()).asString())
        .contains("\tjobTO\tdeleted timeout jobs: 1");
    assertThat(timeOut("jobTO", 0)).isEqualTo("deleted timeout jobs: 0");
  }

  /** A job that the pilot says it runs. */
  private long start(int timeLimit) {
    Api.admin()
        .body(
            "{\"name\": \"j\", \"payload\": \"true\", \"timeLimit\": %d, \"labels\": {\"site\": \"%s\"}}"
                .formatted(timeLimit, unique))
        .post("/jobs")
        .then()
        .statusCode(201);
    String uuid = OldClient.post("/pilots/request", Map.of("uuid", pilot)).path("job");
    assertThat(report("running", "jobstart").asString()).contains("OK");
    return WorkUuid.JOB.id(uuid).orElseThrow();
  }

  private io.restassured.response.Response report(String state, String event) {
    Map<String, String> form = new HashMap<>();
    form.put("uuid", pilot);
    form.put("state", state);
    form.put("event", event);
    return OldClient.post("/pilots/report", form);
  }

  private static String timeOut(String what, int seconds) {
    return OldClient.post("/logic/" + what, Map.of("to", String.valueOf(seconds), "host", "vm"))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** As if it had happened so many seconds ago. */
  private void ago(String table, String column, long id, int seconds) {
    List<Object> values = List.of(seconds, id);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update %s set %s = now() - make_interval(secs => ?) where id = ?"
                    .formatted(table, column),
                values.toArray()));
  }
}
