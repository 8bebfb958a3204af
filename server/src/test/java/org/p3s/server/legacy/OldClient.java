package org.p3s.server.legacy;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.util.Map;

/** A script of the older p3s. */
final class OldClient {

  private OldClient() {}

  /** Sends a form. */
  static Response post(String path, Map<String, ?> form) {
    return given()
        .header("User-Agent", "Python-urllib/3.5")
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(form)
        .post(path);
  }

  static Response get(String path, Map<String, ?> query) {
    return given()
        .header("User-Agent", "Python-urllib/3.5")
        .redirects()
        .follow(false)
        .queryParams(query)
        .get(path);
  }
}
