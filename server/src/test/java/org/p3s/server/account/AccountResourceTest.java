package org.p3s.server.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

@ServerTest
class AccountResourceTest {

  @Test
  void theAdminTokenIsRecognised() {
    Api.admin().get("/whoami").then().statusCode(200).body("roles", contains("ADMIN"));
  }

  @Test
  void nobodyGetsInWithoutAToken() {
    given().get("/api/v1/whoami").then().statusCode(401).contentType("application/problem+json");
  }

  @Test
  void aForgedTokenIsRefused() {
    Api.as("p3s-pilot-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .get("/whoami")
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:p3s:problem:unauthorized"));
  }

  @Test
  void aRoleThatIsNotEnoughIsRefused() {
    Api.as(Api.token("VIEWER")).get("/audit").then().statusCode(403);
  }

  @Test
  void aRevokedTokenIsRefused() {
    Response issued =
        Api.admin().body("{\"name\": \"gone soon\", \"role\": \"DAQ\"}").post("/tokens");
    String token = issued.path("token");
    Api.as(token).get("/whoami").then().statusCode(200);
    int id = issued.path("id");
    Api.admin().delete("/tokens/" + id).then().statusCode(204);
    Api.as(token).get("/whoami").then().statusCode(401);
  }

  @Test
  void aTokensLifeIsBounded() {
    for (String life : List.of("-PT1H", "PT0S", "P3651D", "PT2562047788015215H")) {
      Api.admin()
          .body("{\"name\": \"x\", \"role\": \"DAQ\", \"life\": \"" + life + "\"}")
          .post("/tokens")
          .then()
          .statusCode(422)
          .body("violations.field", contains("life"));
    }
    Api.admin()
        .body("{\"name\": \"x\", \"role\": \"DAQ\", \"life\": \"P3650D\"}")
        .post("/tokens")
        .then()
        .statusCode(201);
  }

  @Test
  void theAuditLogIsReadInPages() {
    Api.token("DAQ");
    Api.token("DAQ");
    Response first = Api.admin().get("/audit?limit=1");
    int newest = first.path("items[0].id");
    Api.admin()
        .get("/audit?limit=1&cursor=" + first.path("next"))
        .then()
        .statusCode(200)
        .body("items[0].id", lessThan(newest));
  }

  @Test
  void theSessionsCookieIsSecureWhenTheRequestIs() {
    assertThat(setCookie("https")).contains("Secure").contains("HttpOnly");
    assertThat(setCookie("http")).doesNotContain("Secure").contains("HttpOnly");
  }

  private static String setCookie(String scheme) {
    String link = Api.admin().post("/login-links").path("token");
    return given()
        .redirects()
        .follow(false)
        .header("X-Forwarded-Proto", scheme)
        .formParam("token", link)
        .post("/login")
        .header("Set-Cookie");
  }

  @Test
  void aLoginLinkWorksOnce() {
    String link = Api.admin().post("/login-links").then().statusCode(201).extract().path("token");
    String session =
        given()
            .redirects()
            .follow(false)
            .formParam("token", link)
            .post("/login")
            .then()
            .statusCode(303)
            .extract()
            .cookie(Authentication.COOKIE);
    given().cookie(Authentication.COOKIE, session).get("/api/v1/whoami").then().statusCode(200);
    given()
        .redirects()
        .follow(false)
        .formParam("token", link)
        .post("/login")
        .then()
        .statusCode(403);
  }

  @Test
  void aCookieChangesNothingFromAnotherSite() {
    String link = Api.admin().post("/login-links").path("token");
    String session =
        given()
            .redirects()
            .follow(false)
            .formParam("token", link)
            .post("/login")
            .cookie(Authentication.COOKIE);
    given()
        .cookie(Authentication.COOKIE, session)
        .header("Sec-Fetch-Site", "cross-site")
        .contentType("application/json")
        .body("{\"name\": \"stolen\", \"role\": \"ADMIN\"}")
        .post("/api/v1/tokens")
        .then()
        .statusCode(401)
        .body("detail", not(equalTo("")));
  }

  @Test
  void everythingWrongWithABodyIsNamedAtOnce() {
    Api.admin()
        .body("{\"nam\": 1, \"role\": \"KING\", \"life\": \"soon\"}")
        .post("/tokens")
        .then()
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("nam", "role", "life", "name"));
  }
}
