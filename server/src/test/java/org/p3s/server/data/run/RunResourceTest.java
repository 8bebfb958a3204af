package org.p3s.server.data.run;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class RunResourceTest {

  private final long run = ThreadLocalRandom.current().nextLong(1_000_000, 900_000_000);

  @Test
  void filesMakeARunAndAreCountedByState() {
    Triggered trigger = Triggered.by("a");
    trigger.announce("1", ", \"run\": " + run);
    trigger.announce("2", ", \"run\": " + run + ", \"incomplete\": \"short\"");
    Api.admin()
        .get("/runs/" + run)
        .then()
        .statusCode(200)
        .body("state", equalTo("OPEN"))
        .body("startedAt", nullValue())
        .body("lastFileAt", notNullValue())
        .body("files.SELECTED", equalTo(1))
        .body("files.INCOMPLETE", equalTo(1))
        .body("causes", equalTo(Map.of("SHORT", 1)));
    Api.admin()
        .get("/runs?cursor=" + (run + 1))
        .then()
        .body("items[0].number", equalTo((int) run))
        .body("items[0].files.SELECTED", equalTo(1));
  }

  @Test
  void runControlStartsAndEndsARunOnce() {
    String daq = Api.token("DAQ");
    Api.as(daq)
        .post("/runs/" + run + "/start")
        .then()
        .statusCode(200)
        .body("state", equalTo("OPEN"));
    String started = Api.as(daq).post("/runs/" + run + "/start").path("startedAt");
    String ended =
        Api.as(daq).post("/runs/" + run + "/stop").then().statusCode(200).extract().path("endedAt");
    Api.as(daq)
        .post("/runs/" + run + "/stop")
        .then()
        .statusCode(200)
        .body("startedAt", equalTo(started))
        .body("endedAt", equalTo(ended));
    Api.as(daq).post("/runs/" + run + "/start").then().statusCode(409);
    Api.admin().get("/runs?state=ENDED").then().body("items.number", hasItem((int) run));
  }

  @Test
  void numbersOutOfRangeAndUnknownOnesAreRefused() {
    Api.admin().post("/runs/-1/start").then().statusCode(422);
    Api.admin().post("/runs/1000000000/start").then().statusCode(422);
    Api.admin().post("/runs/" + run + "/stop").then().statusCode(404);
    Api.admin().get("/runs/" + run).then().statusCode(404);
    Api.admin().get("/runs/99999999999999999999").then().statusCode(404);
    Api.as(Api.token("VIEWER")).post("/runs/" + run + "/start").then().statusCode(403);
  }
}
