package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/** Old pilots in situations that no transcript tells. */
@ServerTest
class OldPilotsTest {

  private final String uuid = UUID.randomUUID().toString();

  @BeforeEach
  void noOtherJobs() {
    Api.cancelAll();
  }

  private void register() {
    OldClient.post(
            "/pilots/register",
            Map.of(
                "uuid", uuid, "state", "active", "site", uuid, "host", "vm", "ts", "", "pid", "1",
                "extra", ""))
        .then()
        .statusCode(200);
  }

  private JsonPath ask(String path, Map<String, String> more) {
    Map<String, String> form = new java.util.HashMap<>(more);
    form.put("uuid", uuid);
    return OldClient.post("/pilots/" + path, form).then().statusCode(200).extract().jsonPath();
  }

  @Test
  void signingOnSeveralTimesAtOnceIsSigningOnOnce() {
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(this::register)).toList();
    all.forEach(CompletableFuture::join);
    assertThat(Api.admin().get("/pilots?live=true&site=" + uuid).jsonPath().getList("items"))
        .hasSize(1);
  }

  @Test
  void aJobThatTheApiGaveAUuidIsRunUnderIt() {
    register();
    String job = "api-" + uuid.substring(0, 8);
    Api.admin()
        .body("{\"name\": \"x\", \"payload\": \"true\", \"uuid\": \"" + job + "\"}")
        .post("/jobs")
        .then()
        .statusCode(201);
    assertThat(ask("request", Map.of()).getString("job")).isEqualTo(job);
    Map<String, String> beat = Map.of("state", "running", "event", "heartbeat", "job", job);
    assertThat(ask("report", beat).getString("status")).isEqualTo("OK");
    Map<String, String> end =
        Map.of("state", "finished", "event", "jobstop", "errcode", "0", "job", job);
    assertThat(ask("report", end).getString("status")).isEqualTo("OK");
  }

  @Test
  void filesAreWhereTheyAreHoweverTheirUrlIsWritten() {
    Map.of(
            "/data/plain/", "/data/plain/50%.txt",
            "file:///data/with blank/", "/data/with blank/50%.txt",
            "root://host.example//data/", "root://host.example//data/50%.txt")
        .forEach(
            (folder, path) -> {
              register();
              OldClient.post("/workflows/adddag", Map.of("name", "place", "graphml", GRAPH))
                  .then()
                  .statusCode(200);
              String files = "{\"a:b\": {\"name\": \"50%.txt\", \"dirpath\": \"" + folder + "\"}}";
              OldClient.post(
                      "/workflows/addwf",
                      Map.of(
                          "dag",
                          "place",
                          "name",
                          "",
                          "state",
                          "defined",
                          "fileinfo",
                          files,
                          "jobinfo",
                          ""))
                  .then()
                  .statusCode(200);
              JsonPath given = ask("request", Map.of());
              assertThat(JsonPath.from(given.getString("env")).getString("THEFILE"))
                  .isEqualTo(path);
              Api.cancelAll();
              ask("report", Map.of("state", "stopped", "event", ""));
            });
  }

  private static final String GRAPH =
      """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="t" for="edge" attr.name="datatag" attr.type="string"/>
      <key id="d" for="edge" attr.name="datatype" attr.type="string"/>
      <key id="p" for="node" attr.name="payload" attr.type="string"/>
      <graph edgedefault="directed">
      <node id="a"><data key="p">true</data></node>
      <node id="b"><data key="p">true</data></node>
      <edge source="a" target="b"><data key="t">THEFILE</data><data key="d">TXT</data></edge>
      </graph></graphml>
      """;

  /** Jobs that any pilot may take would get into the way of other tests. */
  @AfterEach
  void leaveNoJobs() {
    Api.cancelAll();
  }
}
