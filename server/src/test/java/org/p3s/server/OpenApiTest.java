package org.p3s.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

/** The committed description of the API is that of the server. */
@ServerTest
class OpenApiTest {

  private static final Path COMMITTED = Path.of("..", "docs", "openapi.yaml");

  @Test
  void theCommittedDescriptionIsUpToDate() throws IOException {
    String served =
        given()
            .header("Authorization", "Bearer " + TestPostgres.ADMIN)
            .get("/q/openapi")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    if (Boolean.getBoolean("openapi.update")) {
      Files.writeString(COMMITTED, served);
    }
    assertThat(served)
        .as("docs/openapi.yaml; to renew it: ./mvnw verify -Dopenapi.update=true")
        .isEqualTo(Files.readString(COMMITTED));
  }
}
