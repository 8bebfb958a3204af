package org.p3s.server.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;

/** Requests to the server under test. */
public final class Api {

  private Api() {}

  /** As the admin, with JSON. */
  public static RequestSpecification admin() {
    return as(TestPostgres.ADMIN);
  }

  /** With this bearer token, with JSON. */
  public static RequestSpecification as(String token) {
    return given()
        .basePath("/api/v1")
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON);
  }

  /** Cancels what other tests left open: their jobs may suit any pilot. */
  public static void cancelAll() {
    for (String state : List.of("RUNNING", "DEFINED")) {
      List<Integer> open = admin().get("/workflows?limit=500&state=" + state).path("items.id");
      open.forEach(id -> admin().post("/workflows/" + id + "/cancel"));
    }
  }

  /** A new token of this role. */
  public static String token(String role) {
    return admin()
        .body("{\"name\": \"test\", \"role\": \"" + role + "\"}")
        .post("/tokens")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }
}
