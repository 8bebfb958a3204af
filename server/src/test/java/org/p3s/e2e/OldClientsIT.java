package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pilots and clients of the older p3s beside ours, as real processes, on one queue. */
class OldClientsIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path GRAPH =
      Path.of("src", "test", "resources", "legacy", "3filters.graphml");

  @TempDir static Path folder;

  private static final int OWN_PORT = Program.freePort();
  private static Server server;

  private final List<Program> pilots = new ArrayList<>();

  @BeforeAll
  static void start() {
    server =
        new Server(
            folder.resolve("data"),
            Map.of(
                "P3S_LEGACY", "true",
                "P3S_LEGACY_PORT", Integer.toString(OWN_PORT),
                "P3S_LEGACY_LEASE", "PT6S",
                "P3S_HEARTBEAT", "PT1S",
                "P3S_LEASE", "PT5S"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void endPilots() {
    pilots.forEach(Program::close);
    List<Integer> open = server.admin().get("/workflows?state=RUNNING").path("items.id");
    open.forEach(each -> server.admin().post("/workflows/" + each + "/cancel"));
  }

  private static String base() {
    return "http://localhost:" + OWN_PORT + "/";
  }

  private static String post(String path, Map<String, String> form) {
    return RestAssured.given()
        .baseUri(base())
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(form)
        .post(path)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private Program oldPilot(String uuid) {
    return oldPilot(uuid, "default");
  }

  private Program oldPilot(String uuid, String site) {
    Program pilot =
        Program.java(
            "old pilot " + uuid,
            Map.of(),
            "-Xmx64m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            OldPilot.class.getName(),
            base(),
            site,
            "0",
            "0.2",
            "0.2",
            folder.resolve("joblog").toString(),
            uuid);
    pilots.add(pilot);
    pilot.waitUntilSaid("registered", LIMIT);
    return pilot;
  }

  private static String job(String payload, int seconds) {
    String uuid = UUID.randomUUID().toString();
    String reply =
        post(
            "jobs/add",
            Map.of(
                "uuid", uuid,
                "user", "physicist",
                "jobtype", "old",
                "payload", payload,
                "env", "{\"P3S_EXECMODE\": \"SHELL\", \"P3S_INPUT_FILE\": \"x\"}",
                "priority", "1",
                "state", "defined",
                "ts", "2026-11-21 01:24:46.814890+00:00",
                "timeout", Integer.toString(seconds),
                "name", "job"));
    assertThat(reply).isEqualTo(uuid);
    return uuid;
  }

  private static JsonPath detail(String uuid) {
    return RestAssured.get(base() + "jobs/detail?uuid=" + uuid)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void awaitState(String uuid, String state) {
    Program.await(
        () -> state.equals(detail(uuid).getString("[0].fields.state")),
        LIMIT,
        "job %s to be %s: %s".formatted(uuid, state, detail(uuid).prettify()));
  }

  /** What our books say of a job. */
  private static JsonPath ours(String uuid) {
    return server
        .admin()
        .get("/jobs/" + detail(uuid).getLong("[0].pk"))
        .jsonPath()
        .setRootPath("job");
  }

  @Test
  void oldAndNewPilotsShareTheJobsOfAnOldWorkflow() throws IOException {
    Path data = Files.createDirectories(folder.resolve("filters"));
    Files.writeString(
        data.resolve("input.txt"), "TEST1\nfoo\nTEST2\nTEST2\nbar\nTEST3\nTEST3\nTEST3\n");
    String graph = Files.readString(GRAPH);
    assertThat(post("workflows/adddag", Map.of("name", "3filters", "graphml", graph, "user", "me")))
        .isEqualTo("RESPONSE " + graph);
    oldPilot("old-" + UUID.randomUUID().toString().substring(0, 8));
    pilots.add(server.pilot("new", Map.of(), "--slots", "1"));
    List<Long> workflows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workflows.add(workflow(data, i));
    }
    for (long each : workflows) {
      Program.await(
          () -> "FINISHED".equals(server.admin().get("/workflows/" + each).path("state")),
          LIMIT,
          "workflow " + each);
    }
    Set<Integer> ranOn = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      for (int kind = 1; kind <= 3; kind++) {
        assertThat(data.resolve("output%d-%d.txt".formatted(kind, i))).hasContent("" + kind);
      }
      JsonPath found = server.admin().get("/workflows/" + workflows.get(i)).jsonPath();
      ranOn.addAll(found.<Integer>getList("jobList.findAll { it.pilotId != null }.pilotId"));
    }
    assertThat(ranOn).hasSize(2);
  }

  /** One that does not start, one at its limit, one whose pilot is killed: the rest goes on. */
  @Test
  void aWorkflowOfOldAndNewPilotsEndsWhateverHappens() throws IOException {
    Path data = Files.createDirectories(folder.resolve("trouble"));
    Files.writeString(data.resolve("input.txt"), "TEST1\n");
    String graph = Files.readString(GRAPH).replaceFirst("7777", "50").replaceFirst("7777", "2");
    post("workflows/adddag", Map.of("name", "trouble", "graphml", graph, "user", "me"));
    Program killed = oldPilot("old-in-trouble");
    long id =
        workflow(
            "trouble",
            data,
            9,
            List.of("sleep 4; grep -c TEST1 $INPTXT > $OUTTXT1", "sleep 30", "sleep 2; exit 5"));
    killed.waitUntilSaid("runs ", LIMIT);
    assertThat(
            JsonPath.from(post("pilots/kill", Map.of("uuid", "old-in-trouble"))).getString("uuid"))
        .isEqualTo("old-in-trouble");
    killed.exitCode(LIMIT);
    oldPilot("old-after-trouble");
    pilots.add(server.pilot("new", Map.of(), "--slots", "1"));
    Program.await(
        () -> "FAILED".equals(server.admin().get("/workflows/" + id).path("state")),
        LIMIT,
        "the workflow to fail: " + server.admin().get("/workflows/" + id).asString());
    JsonPath found = server.admin().get("/workflows/" + id).jsonPath();
    assertThat(found.getString("jobList.find { it.name == 'filter1' }.state"))
        .isEqualTo("FINISHED");
    assertThat(found.getString("jobList.find { it.name == 'filter2' }.cause"))
        .isEqualTo("TIME_LIMIT");
    assertThat(found.getInt("jobList.find { it.name == 'filter3' }.exitCode")).isEqualTo(5);
    assertThat(found.getString("jobList.find { it.name == 'NOOP2' }.state")).isEqualTo("SKIPPED");
    assertThat(data.resolve("output1-9.txt")).hasContent("1");
  }

  private static long workflow(Path data, int i) {
    return workflow(
        "3filters",
        data,
        i,
        IntStream.rangeClosed(1, 3)
            .mapToObj(kind -> "sleep 0.5; grep -c TEST%1$d $INPTXT > $OUTTXT%1$d".formatted(kind))
            .toList());
  }

  /**
   * Makes one of the old client's workflows, which waits until it is set to be defined.
   *
   * @param payloads of the three filters
   */
  private static long workflow(String dag, Path data, int i, List<String> payloads) {
    StringBuilder files = new StringBuilder("{");
    StringBuilder jobs = new StringBuilder("{");
    for (int kind = 1; kind <= 3; kind++) {
      String comma = kind == 1 ? "" : ",";
      files.append(
          "%1$s\"NOOP1:filter%2$d\": {\"name\": \"input.txt\", \"dirpath\": \"%3$s/\"}, \"filter%2$d:NOOP2\": {\"name\": \"output%2$d-%4$d.txt\", \"dirpath\": \"%3$s/\"}"
              .formatted(comma, kind, data, i));
      jobs.append(
          "%1$s\"filter%2$d\": {\"payload\": \"%3$s\"}"
              .formatted(comma, kind, payloads.get(kind - 1)));
    }
    String echo =
        post(
            "workflows/addwf",
            Map.of(
                "dag",
                dag,
                "name",
                "filters " + i,
                "user",
                "me",
                "state",
                "template",
                "fileinfo",
                files + "}",
                "jobinfo",
                jobs + "}",
                "description",
                ""));
    Matcher id = Pattern.compile("70337300-0002-8000-8000-0*([0-9a-f]+)").matcher(echo);
    assertThat(id.find()).as(echo).isTrue();
    assertThat(post("workflows/setwfstate", Map.of("uuid", id.group(), "state", "defined")))
        .isEqualTo("defined");
    return Long.parseLong(id.group(1), 16);
  }

  @Test
  void aNewPilotRunsAnOldJobUnderItsUuid() throws IOException {
    pilots.add(server.pilot("new", Map.of(), "--slots", "1"));
    Path said = folder.resolve("said");
    String uuid = job("echo $P3S_JOB_UUID $P3S_INPUT_FILE > " + said, 60);
    awaitState(uuid, "finished");
    assertThat(said).hasContent(uuid + " x");
  }

  @Test
  void anOldPilotRunsAJobOfOursAndSaysWhatItIs() throws IOException {
    oldPilot("old-ours");
    Path said = folder.resolve("said-by-old");
    String payload = "echo $P3S_JOB_UUID $P3S_JOB_ID $P3S_PILOT_UUID $P3S_RESULTS_URL > " + said;
    long id =
        server
            .admin()
            .body(
                "{\"name\": \"ours\", \"payload\": \"%s\", \"env\": {\"P3S_EXECMODE\": \"SHELL\"}}"
                    .formatted(payload))
            .post("/jobs")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath()
            .getLong("id");
    Program.await(
        () -> "FINISHED".equals(server.admin().get("/jobs/" + id).path("job.state")),
        LIMIT,
        "the job");
    assertThat(Files.readString(said).strip())
        .isEqualTo(
            "70337300-0001-8000-8000-%012x %d old-ours http://127.0.0.1:%d/api/v1/results"
                .formatted(id, id, server.port));
  }

  @Test
  void anOldPilotTakesWhatItsSiteSays() throws IOException {
    String site =
        """
        {"name": "lxvm", "server": "p3s-web:80", "pilots": 2, "pilotcycles": 0, "pilotperiod": 1, "pilotbeat": 1,
         "env": {"P3S_SITE": "lxvm", "P3S_DIRPATH": "/eos/it's here"}}
        """;
    assertThat(JsonPath.from(post("sites/define", Map.of("site", site))).getString("[0].pk"))
        .isEqualTo("lxvm");
    oldPilot("old-site", "lxvm");
    Path said = folder.resolve("said-of-site");
    String uuid = job("echo $P3S_SITE $P3S_DIRPATH > " + said, 60);
    awaitState(uuid, "finished");
    assertThat(said).hasContent("lxvm /eos/it's here");
    assertThat(detail(uuid).getString("[0].fields.site")).isEqualTo("lxvm");
    assertThat(detail(uuid).getString("[0].fields.p_uuid")).isEqualTo("old-site");
    assertThat(RestAssured.get(base() + "pilotinfo").asString()).matches("[1-9][0-9]*");
  }

  @Test
  void whatGoesWrongIsInOurBooksAsItWas() {
    oldPilot("old-wrong");
    String failing = job("exit 3", 60);
    String slow = job("sleep 30", 1);
    String missing = job("/no/such/program", 60);
    awaitState(failing, "finished");
    assertThat(detail(failing).getString("[0].fields.errcode")).isEqualTo("3");
    assertThat(ours(failing).getString("state")).isEqualTo("FAILED");
    assertThat(ours(failing).getInt("exitCode")).isEqualTo(3);
    awaitState(slow, "timelimit");
    assertThat(detail(slow).getString("[0].fields.errcode")).isEqualTo("77");
    assertThat(ours(slow).getString("cause")).isEqualTo("TIME_LIMIT");
    // through the shell it starts and fails
    awaitState(missing, "finished");
    assertThat(ours(missing).getInt("exitCode")).isEqualTo(127);
  }

  @Test
  void aKilledPilotEndsAndItsJobGoesToAnother() {
    Program first = oldPilot("old-killed");
    String uuid = job("sleep 1 && test -e " + folder.resolve("go") + " || sleep 90", 900);
    first.waitUntilSaid("runs " + uuid, LIMIT);
    awaitState(uuid, "running");
    assertThat(JsonPath.from(post("pilots/kill", Map.of("uuid", "old-killed"))).getString("uuid"))
        .isEqualTo("old-killed");
    first.exitCode(LIMIT);
    awaitState(uuid, "defined");
    touch("go");
    oldPilot("old-next");
    awaitState(uuid, "finished");
    assertThat(ours(uuid).getInt("attempt")).isEqualTo(2);
  }

  @Test
  void aPilotThatDiedLosesItsJobWhenItsLeaseEnds() {
    Program first = oldPilot("old-dead");
    String uuid = job("sleep 1 && test -e " + folder.resolve("on") + " || sleep 90", 900);
    first.waitUntilSaid("runs " + uuid, LIMIT);
    first.killHard();
    touch("on");
    oldPilot("old-heir");
    awaitState(uuid, "finished");
    assertThat(ours(uuid).getInt("attempt")).isEqualTo(2);
  }

  @Test
  void aJobThatIsDeletedWhileItRunsIsEndedWithItsPilot() {
    Program pilot = oldPilot("old-deleted");
    String uuid = job("sleep 90", 900);
    awaitState(uuid, "running");
    assertThat(post("jobs/delete", Map.of("uuid", uuid)))
        .isEqualTo("Entries ['%s'] deleted".formatted(uuid));
    assertThat(pilot.exitCode(LIMIT)).isZero();
    assertThat(ours(uuid).getString("state")).isEqualTo("CANCELLED");
  }

  @Test
  void oldPathsAreOnTheirOwnPortAlone() {
    RestAssured.get(base() + "pilots/none").then().statusCode(404);
    RestAssured.get(base() + "api/v1/jobs").then().statusCode(404);
    String pages =
        RestAssured.given()
            .redirects()
            .follow(false)
            .get(base())
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    assertThat(pages).startsWith("http://").endsWith(server.url().replaceAll(".*:", ":") + "/");
    RestAssured.given()
        .formParams(Map.of("uuid", "x"))
        .post(server.url() + "/pilots/request")
        .then()
        .statusCode(org.hamcrest.Matchers.oneOf(401, 404, 405));
    RestAssured.get(server.url() + "/legacy/jobs/ltype").then().statusCode(404);
  }

  private static void touch(String name) {
    try {
      Files.createFile(folder.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
