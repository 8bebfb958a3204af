package org.p3s.server.web;

import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.p3s.server.testing.Api;

/** Work that was submitted through the API. */
final class Submitted {

  private Submitted() {}

  /** Imports the template {@code pages}; it may be there already. */
  static void template() {
    try (InputStream graph = Submitted.class.getResourceAsStream("/graphml/three-counts.graphml")) {
      Api.admin()
          .contentType("application/xml")
          .queryParam("name", "pages")
          .body(graph.readAllBytes())
          .post("/dag-templates")
          .then()
          .statusCode(lessThan(300));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A workflow with a hostile name that no pilot takes; returns its id. */
  static long workflow() {
    template();
    return Api.admin()
        .body("{\"template\": \"pages\", \"name\": \"<script>alert(1)</script>\"}")
        .post("/workflows")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }
}
