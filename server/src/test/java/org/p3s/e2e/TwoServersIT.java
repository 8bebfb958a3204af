package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.path.json.JsonPath;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Graphs;

/** Two servers on one PostgreSQL: it makes no difference to whom one talks. */
class TwoServersIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir static Path folder;

  private static final String HELD =
      "select count(*) from job where job_type = ? and state in ('DISPATCHED', 'RUNNING')";

  private static EmbeddedPostgres postgres;
  private static Server one;
  private static Server two;

  /** Keeps the tests out of each other's way. */
  private final String site = UUID.randomUUID().toString();

  @BeforeAll
  static void bothStart() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
            .setServerConfig("max_connections", "100")
            .start();
    one = new Server(folder.resolve("one"), settings());
    two = new Server(folder.resolve("two"), settings());
  }

  private static Map<String, String> settings() {
    return Map.of(
        "P3S_DB_URL",
        postgres.getJdbcUrl("postgres", "postgres"),
        "P3S_DB_USER",
        "postgres",
        "P3S_DB_PASSWORD",
        "postgres");
  }

  @AfterAll
  static void bothStop() throws IOException {
    try (EmbeddedPostgres last = postgres;
        Server second = two;
        Server first = one) {
      assertThat(List.of(first, second, last)).isNotNull();
    }
  }

  /** A server finds out within seconds that another one has come. */
  @BeforeEach
  void theyKnowOfEachOther() {
    for (Server each : List.of(one, two)) {
      Program.await(
          () -> wakes(each, other(each), site + "-first") < 200,
          LIMIT,
          "news to reach the other server");
    }
  }

  private static Server other(Server server) {
    return server == one ? two : one;
  }

  private static long submit(Server server, String path, String body) {
    JsonPath made =
        server.admin().body(body).post(path).then().statusCode(201).extract().jsonPath();
    return made.getLong("id");
  }

  private String job() {
    return job(site, "work");
  }

  private static String job(String site, String type) {
    return "{\"name\": \"j\", \"payload\": \"true\", \"jobType\": \"%s\", \"labels\": {\"site\": \"%s\"}}"
        .formatted(type, site);
  }

  private String template(String arrows) {
    String name = "t-" + UUID.randomUUID();
    importGraph(one, name, arrows, 201);
    return name;
  }

  private void importGraph(Server server, String name, String arrows, int status) {
    server
        .admin()
        .contentType("application/xml")
        .body(Graphs.graphMl(site, arrows))
        .post("/dag-templates?name=" + name)
        .then()
        .statusCode(status);
  }

  /** Milliseconds from a job made at one server to its pilot, which waits at the other. */
  private static long wakes(Server made, Server waited, String site) {
    RoamingPilot pilot = RoamingPilot.register(site, 1, () -> waited);
    CompletableFuture<ExchangeAnswer> waiting = pilot.waitFor(waited, 1);
    // an exchange that came later is answered: the first one waits by now
    RoamingPilot.register(site + "-other", 1, () -> waited).exchange(List.of(), List.of(), 0);
    assertThat(waiting).isNotDone();
    long began = System.nanoTime();
    submit(made, "/jobs", job(site, "work"));
    List<JobOffer> jobs = waiting.orTimeout(20, TimeUnit.SECONDS).join().jobs();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertThat(jobs).hasSize(1);
    pilot.exchange(List.of(), RoamingPilot.finished(jobs), 0);
    return millis;
  }

  @Test
  void aReadyJobAtOneServerWakesAPilotThatWaitsAtTheOther() {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      millis.add(wakes(one, two, site));
    }
    // a server looks by itself once a second; this is much less
    assertThat(millis.stream().sorted().toList().get(4)).as("median of %s", millis).isLessThan(200);
  }

  @Test
  void theReportAtOneServerReleasesAJobForThePilotThatWaitsAtTheOther() throws Exception {
    submit(one, "/workflows", "{\"template\": \"%s\"}".formatted(template("a>noop noop>b")));
    RoamingPilot first = RoamingPilot.register(site, 1, () -> one);
    List<JobOffer> parent = first.exchange(List.of(), List.of(), 1).jobs();
    assertThat(parent).extracting(JobOffer::vertex).containsExactly("a");
    RoamingPilot second = RoamingPilot.register(site, 1, () -> two);
    CompletableFuture<ExchangeAnswer> waiting = second.waitFor(two, 1);
    first.exchange(List.of(), RoamingPilot.finished(parent), 0);
    assertThat(waiting.get(5, TimeUnit.SECONDS).jobs())
        .extracting(JobOffer::vertex)
        .containsExactly("b");
  }

  @Test
  void whatOperatorsSayAtOneServerReachesAPilotThatWaitsAtTheOther() throws Exception {
    for (String said : List.of("drain", "stop")) {
      RoamingPilot pilot = RoamingPilot.register(site, 1, () -> two);
      CompletableFuture<ExchangeAnswer> waiting = pilot.waitFor(two, 1);
      one.admin().post("/pilots/%d/%s".formatted(pilot.id, said)).then().statusCode(200);
      assertThat(waiting.get(5, TimeUnit.SECONDS).commands())
          .extracting(command -> command.kind().name().toLowerCase(java.util.Locale.ROOT))
          .containsExactly(said);
    }
  }

  @Test
  void aCancellationAtOneServerReachesThePilotThatTalksToTheOther() throws Exception {
    long id = submit(one, "/jobs", job());
    RoamingPilot pilot = RoamingPilot.register(site, 1, () -> two);
    List<JobOffer> jobs = pilot.exchange(List.of(), List.of(), 1).jobs();
    assertThat(jobs).extracting(JobOffer::jobId).containsExactly(id);
    CompletableFuture<ExchangeAnswer> beat = pilot.waitFor(two, 0, jobs.get(0).id());
    one.admin().post("/jobs/" + id + "/cancel").then().statusCode(200);
    List<Command> commands = beat.get(5, TimeUnit.SECONDS).commands();
    assertThat(commands).extracting(Command::kind).containsExactly(Command.Kind.ABORT);
    assertThat(commands.get(0).attempt()).isEqualTo(jobs.get(0).id());
  }

  @Test
  void aPriorityThatIsChangedAtOneServerIsKeptToAtTheOther() {
    // the other server has looked at its queue by now
    RoamingPilot pilot = RoamingPilot.register(site, 1, () -> two);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(submit(one, "/jobs", job()));
    }
    JobOffer first = take(pilot);
    one.admin().body("{\"priority\": 9}").patch("/jobs/" + ids.get(4)).then().statusCode(200);
    // what is told later arrives later
    wakes(one, two, site + "-later");
    pilot.exchange(List.of(), RoamingPilot.finished(List.of(first)), 0);
    assertThat(take(pilot).jobId()).isEqualTo(ids.get(4));
  }

  private static JobOffer take(RoamingPilot pilot) {
    List<JobOffer> jobs = pilot.exchange(List.of(), List.of(), 1).jobs();
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  @Test
  void aLimitThatIsSetAtOneServerIsKeptToAtTheOther() {
    String type = "type-" + UUID.randomUUID();
    for (int i = 0; i < 6; i++) {
      submit(one, "/jobs", job(site, type));
    }
    RoamingPilot pilot = RoamingPilot.register(site, 6, () -> two);
    one.admin().body("{\"limit\": 2}").patch("/job-types/" + type).then().statusCode(200);
    List<JobOffer> jobs = pilot.exchange(List.of(), List.of(), 6).jobs();
    assertThat(jobs).hasSize(2);
    one.admin().body("{\"limit\": 3}").patch("/job-types/" + type).then().statusCode(200);
    List<org.p3s.protocol.AttemptId> running = jobs.stream().map(JobOffer::id).toList();
    assertThat(pilot.exchange(running, List.of(), 4).jobs()).hasSize(1);
  }

  @Test
  void aLimitHoldsAtEveryInstantThoughBothServersGiveJobsAway() throws Exception {
    String type = "type-" + UUID.randomUUID();
    int limit = 3;
    int jobs = 100;
    one.admin()
        .body("{\"limit\": %d}".formatted(limit))
        .patch("/job-types/" + type)
        .then()
        .statusCode(200);
    ManyPilots pilots = new ManyPilots(site, List.of(one, two));
    ExecutorService pool = Executors.newCachedThreadPool();
    Set<Integer> seen = new HashSet<>();
    try (Connection database = postgres.getPostgresDatabase().getConnection();
        PreparedStatement held = database.prepareStatement(HELD)) {
      String half = Collections.nCopies(jobs / 2, job(site, type)).toString();
      for (Server each : List.of(one, two)) {
        each.admin().body(half).post("/jobs").then().statusCode(201);
      }
      CompletableFuture<Void> work =
          pilots.work(pool, 12).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS);
      while (pilots.done() < jobs && !work.isDone()) {
        seen.add(count(held, type));
      }
      pilots.stop();
      work.get(60, TimeUnit.SECONDS);
      assertThat(pilots.done()).isEqualTo(jobs);
    } finally {
      pilots.stop();
      pool.shutdown();
    }
    assertThat(Collections.max(seen)).isEqualTo(limit);
  }

  private static int count(PreparedStatement held, String type) throws SQLException {
    held.setString(1, type);
    try (ResultSet row = held.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void templatesAndTriggersThatAreChangedAtOneServerAreHonouredAtTheOtherAtOnce() {
    String name = "t-" + UUID.randomUUID();
    importGraph(one, name, "a>b", 201);
    String rule = "{\"name\": \"%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%1$s\"}";
    long trigger = submit(one, "/triggers", rule.formatted(name));
    assertThat(workflowOf(announce(two, name, 1)).getInt("version")).isEqualTo(1);

    importGraph(one, name, "a>b b>c", 201);
    one.admin()
        .body("{\"version\": 2}")
        .post("/dag-templates/" + name + "/activate")
        .then()
        .statusCode(oneOf(200, 204));
    JsonPath second = workflowOf(announce(two, name, 2));
    assertThat(second.getInt("version")).isEqualTo(2);
    assertThat(second.getInt("jobs")).isEqualTo(3);

    one.admin().body("{\"enabled\": false}").patch("/triggers/" + trigger).then().statusCode(200);
    assertThat(announce(two, name, 3).getString("state")).isEqualTo("UNCLASSIFIED");
  }

  /** What a type's extension was may be believed for a second. */
  @Test
  void aDataTypeThatIsChangedAtOneServerIsHonouredAtTheOtherSoon() {
    long workflow = submit(two, "/workflows", "{\"template\": \"%s\"}".formatted(template("a>b")));
    for (String ext : List.of(".one", ".txt")) {
      String change = "{\"ext\": \"%s\"}".formatted(ext);
      one.admin().body(change).put("/data-types/TXT").then().statusCode(200);
      Program.await(
          () ->
              two.admin().get("/workflows/" + workflow).<String>path("files[0].name").endsWith(ext),
          Duration.ofSeconds(10),
          "the extension " + ext);
    }
  }

  private static JsonPath announce(Server server, String name, int i) {
    String file = "{\"name\": \"%1$s-%2$d\", \"url\": \"/d/%1$s-%2$d\"}".formatted(name, i);
    return server.admin().body(file).post("/files").then().statusCode(201).extract().jsonPath();
  }

  private static JsonPath workflowOf(JsonPath file) {
    return two.admin().get("/workflows/" + file.getLong("workflows[0]")).jsonPath();
  }

  @Test
  void nothingIsGivenTwiceAndNothingIsLostThoughAServerIsKilled() throws Exception {
    String chain = template("a>b b>c");
    String diamond = template("a>b a>c b>noop c>noop noop>d a>d");
    ManyPilots pilots = new ManyPilots(site, List.of(one, two));
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      CompletableFuture<Void> work = pilots.work(pool, 24);
      for (int i = 0; i < 40; i++) {
        Server server = i % 2 == 0 ? one : two;
        submit(server, "/workflows", "{\"template\": \"%s\"}".formatted(chain));
        submit(server, "/workflows", "{\"template\": \"%s\"}".formatted(diamond));
        for (int j = 0; j < 5; j++) {
          submit(server, "/jobs", job());
        }
      }
      int jobs = 40 * (3 + 4 + 5);
      Program.await(() -> pilots.done() > jobs / 2, LIMIT, "half of the jobs");
      two.killHard();
      pilots.isGone(two);
      Program.await(() -> pilots.done() == jobs || work.isDone(), LIMIT, "all jobs");
      pilots.stop();
      work.get(60, TimeUnit.SECONDS);
      assertThat(pilots.done()).isEqualTo(jobs);
    } finally {
      pilots.stop();
      pool.shutdown();
      two.start();
    }
    for (String template : List.of(chain, diamond)) {
      assertThat(pilots.given().values()).isNotEmpty();
      List<String> states =
          one.admin()
              .get("/workflows?limit=500")
              .path("items.findAll{it.template=='%s'}.state", template);
      assertThat(states).hasSize(40).containsOnly("FINISHED");
    }
    // nobody was lost, so that every job took one try, and each of its tries one pilot
    pilots.given().forEach((attempt, pilot) -> assertThat(attempt.attempt()).isEqualTo(1));
  }
}
