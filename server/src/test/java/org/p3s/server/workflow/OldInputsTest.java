package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItems;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;

/** What people have from the older system is taken as it is. */
@ServerTest
class OldInputsTest {

  private static String old(String name) throws IOException {
    try (InputStream in = OldInputsTest.class.getResourceAsStream("/old/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Their jobs suit any pilot, those of other tests too. */
  @AfterEach
  void cancel() {
    Api.cancelAll();
  }

  @Test
  void aGraphWithItsFileinfo() throws IOException {
    String name = "old-" + UUID.randomUUID();
    Graphs.importGraph(name, old("3filters.graphml"));
    String exported =
        Api.admin().accept("application/xml").get("/dag-templates/" + name).asString();
    Graphs.importGraph(name + "-again", exported);
    assertThat(shape(name + "-again")).isEqualTo(shape(name)).contains("grep -c TEST3");
    String body =
        "{\"template\": \"%s\", \"start\": false, \"files\": %s}"
            .formatted(name, old("fileinfo_3filters.json"));
    Api.admin()
        .body(body)
        .post("/workflows")
        .then()
        .statusCode(201)
        .body("files.name", hasItems("input.txt", "output1.txt", "output2.txt", "output3.txt"))
        .body("files.url", hasItems("/home/user/data/input.txt", "/home/user/data/output3.txt"));
  }

  /** The template as JSON, without what differs from import to import. */
  private static String shape(String name) {
    JsonPath shown =
        Api.admin().accept("application/json").get("/dag-templates/" + name).jsonPath();
    return shown.getString("vertices") + shown.getString("edges") + shown.getString("dag");
  }

  @Test
  void filesOfJobs() throws IOException {
    JsonPath three =
        Api.admin()
            .body(old("threeSimpleJobs.json"))
            .post("/jobs")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    assertThat(three.getList("items.jobType")).containsExactly("type1", "type2", "type3");
    Api.admin()
        .body(old("eventdisplay_data.json"))
        .post("/jobs")
        .then()
        .statusCode(201)
        .body("items.jobType", hasItems("evdisp"));
  }
}
