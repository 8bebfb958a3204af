package org.p3s.server.job.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

@ServerTest
class JobTypeResourceTest {

  private final String type = "a/b c%" + UUID.randomUUID().toString().substring(0, 8);

  private RequestSpecification body(String json) {
    return Api.admin().pathParam("type", type).body(json);
  }

  @Test
  void aPutSetsAllAndAPatchWhatIsGiven() {
    body("{\"limit\": 5, \"comment\": \"slow disks\"}")
        .put("/job-types/{type}")
        .then()
        .statusCode(200)
        .body("name", equalTo(type))
        .body("limit", equalTo(5))
        .body("paused", equalTo(false))
        .body("held", equalTo(0))
        .body("ready", equalTo(0));
    body("{\"paused\": true}")
        .patch("/job-types/{type}")
        .then()
        .statusCode(200)
        .body("limit", equalTo(5))
        .body("paused", equalTo(true))
        .body("comment", equalTo("slow disks"));
    body("{\"limit\": null}")
        .patch("/job-types/{type}")
        .then()
        .body("limit", nullValue())
        .body("paused", equalTo(true));
    body("{\"limit\": 1}")
        .put("/job-types/{type}")
        .then()
        .body("paused", equalTo(false))
        .body("comment", equalTo(""));
    Api.admin().get("/job-types").then().body("items.name", hasItem(type));
  }

  @Test
  void everyChangeIsInTheAudit() {
    body("{\"limit\": 5}").put("/job-types/{type}").then().statusCode(200);
    Api.admin().pathParam("type", type).delete("/job-types/{type}").then().statusCode(204);
    String newest =
        "items.findAll { it.subject == '" + type + "' }.collect { it.action + ' ' + it.detail }";
    assertThat(Api.admin().get("/audit?limit=50").jsonPath().<String>getList(newest))
        .containsExactly("reset job type ", "set job type limit 5");
    Api.admin().pathParam("type", type).get("/job-types/{type}").then().statusCode(404);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    body("{\"limit\": -1, \"comment\": \"a\\u0000b\", \"prio\": 3, \"paused\": \"x\"}")
        .put("/job-types/{type}")
        .then()
        .statusCode(422)
        .body("violations", hasSize(4));
    body("{\"limit\": 1000001}").patch("/job-types/{type}").then().statusCode(422);
  }

  @Test
  void noopAndNamesThatNoTypeHasAreRefused() {
    Api.admin()
        .body("{\"limit\": 1}")
        .put("/job-types/noop")
        .then()
        .statusCode(422)
        .body("detail", containsString("take no pilot"));
    Api.admin().body("{}").put("/job-types/" + "x".repeat(65)).then().statusCode(422);
  }

  @Test
  void onlyAdminsChangeThem() {
    String viewer = Api.token("VIEWER");
    Api.as(viewer).get("/job-types").then().statusCode(200);
    Api.as(viewer).body("{\"limit\": 0}").put("/job-types/job").then().statusCode(403);
    Api.as(viewer).body("{\"limit\": 0}").patch("/job-types/job").then().statusCode(403);
    Api.as(viewer).delete("/job-types/job").then().statusCode(403);
  }
}
