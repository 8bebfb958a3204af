package org.p3s.server.legacy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

/** Who may call the paths of old clients, and that nobody else gets anything by it. */
@ServerTest
class DoorTest {

  @ParameterizedTest
  @CsvSource({
    "Origin,http://evil.example",
    "Origin,http://localhost",
    "Sec-Fetch-Site,cross-site",
    "Accept-Language,en",
    "User-Agent,Mozilla/5.0 (X11)"
  })
  void noBrowserActsInAVisitorsName(String header, String value) {
    given()
        .header(header, value)
        .formParam("uuid", "x")
        .post("/jobs/delete")
        .then()
        .statusCode(403)
        .body("detail", containsString("for programs"));
  }

  @Test
  void theInnerPathsAreNoWayIn() {
    given().get("/legacy/jobs/ltype").then().statusCode(404);
    given().get("/legacy").then().statusCode(404);
    given().urlEncodingEnabled(false).get("/x/../legacy/jobs/ltype").then().statusCode(404);
    given().urlEncodingEnabled(false).get("/%6cegacy/jobs/ltype").then().statusCode(404);
    given().urlEncodingEnabled(false).get("//legacy/jobs/ltype").then().statusCode(404);
    given()
        .header("Authorization", "Bearer " + TestPostgres.ADMIN)
        .get("/legacy/jobs/ltype")
        .then()
        .statusCode(404);
  }

  @Test
  void whatIsNoPathOfTheirsNeedsATokenAsEver() {
    given().get("/api/v1/jobs").then().statusCode(401);
    given().redirects().follow(false).get("/jobs").then().statusCode(not(200));
  }

  @Test
  void aTokenCountsWhereThereIsOne() {
    given()
        .header("Authorization", "Bearer " + Api.token("VIEWER"))
        .formParam("uuid", "x")
        .post("/jobs/add")
        .then()
        .statusCode(403);
  }

  @Test
  void aSlashAtTheEndChangesNothing() {
    given().get("/jobs/ltype/?name=none").then().statusCode(200).body(equalTo("[]"));
  }

  @Test
  void getAndPostAreTheSameToThem() {
    given().get("/jobs/delete").then().statusCode(200).body(equalTo("Missing key for deletion"));
    given().get("/data/register?uuid=x").then().body(equalTo("Missing uuid"));
    given().post("/jobs/detail").then().body(equalTo("Job not specified."));
    given().put("/jobs/add").then().statusCode(405);
  }

  @ParameterizedTest
  @CsvSource({"X-Forwarded-For,10.1.2.3", "Forwarded,for=10.1.2.3", "Via,1.1 proxy"})
  void nobodyComesThroughAProxy(String header, String value) {
    given()
        .header(header, value)
        .get("/jobs/ltype")
        .then()
        .statusCode(403)
        .body("detail", containsString("proxy"));
  }
}
