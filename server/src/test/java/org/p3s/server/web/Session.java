package org.p3s.server.web;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import org.p3s.server.account.Authentication;
import org.p3s.server.testing.Api;

/** Requests as a browser sends them, logged in by a link. */
final class Session {

  private final String cookie;

  Session() {
    String link = Api.admin().post("/login-links").then().statusCode(201).extract().path("token");
    cookie =
        given()
            .redirects()
            .follow(false)
            .formParam("token", link)
            .post("/login")
            .then()
            .statusCode(303)
            .extract()
            .cookie(Authentication.COOKIE);
  }

  RequestSpecification browser() {
    return visitor().cookie(Authentication.COOKIE, cookie).redirects().follow(false);
  }

  /** A browser that is not logged in. */
  static RequestSpecification visitor() {
    return given().header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  }
}
