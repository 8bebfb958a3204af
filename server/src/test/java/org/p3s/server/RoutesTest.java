package org.p3s.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.ServerTest;

/** No route answers a caller without a token but those listed here. */
@ServerTest
class RoutesTest {

  /** What anybody may call: logging in. */
  private static final Set<String> OPEN = Set.of("/login", "/logout");

  @Test
  void noRouteAnswersWithoutAToken() {
    Map<String, Map<String, Object>> paths =
        given()
            .header("Authorization", "Bearer " + org.p3s.server.testing.TestPostgres.ADMIN)
            .get("/q/openapi?format=json")
            .then()
            .statusCode(200)
            .extract()
            .path("paths");
    assertThat(paths).hasSizeGreaterThan(20);
    List<String> answered = new ArrayList<>();
    paths.forEach(
        (path, methods) ->
            methods
                .keySet()
                .forEach(
                    method -> {
                      String url = path.replaceAll("\\{[^}]*}", "1");
                      int status =
                          given()
                              .redirects()
                              .follow(false)
                              .contentType("application/json")
                              .body("{}")
                              .request(method, url)
                              .statusCode();
                      // 415: another type of body is asked for before anything is looked at
                      if (status != 401 && status != 415 && !OPEN.contains(path)) {
                        answered.add(method + " " + path + " " + status);
                      }
                    }));
    assertThat(answered).isEmpty();
  }

  @Test
  void metricsAndTheApiNeedATokenAndHealthDoesNot() {
    given().get("/q/metrics").then().statusCode(401);
    given().get("/q/openapi").then().statusCode(401);
    given().get("/q/health").then().statusCode(200);
  }
}
