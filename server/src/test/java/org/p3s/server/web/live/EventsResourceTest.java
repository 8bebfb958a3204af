package org.p3s.server.web.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.p3s.server.platform.Changes;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

@ServerTest
class EventsResourceTest {

  @Inject Changes changes;

  @TestHTTPResource("/api/v1/events")
  URI events;

  @Test
  void manyHintsMakeOneEvent() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) events.toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + TestPostgres.ADMIN);
    connection.setReadTimeout(10_000);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(data(lines, "hello")).isEqualTo("p3s");
      for (int i = 0; i < 1_000; i++) {
        changes.hint(Changes.Topic.RUNS);
        changes.hint(Changes.Topic.FILES);
      }
      // other tests' pilots and jobs may change something in the same second
      assertThat(data(lines, "change")).contains("FILES").contains("RUNS").hasSizeLessThan(60);
    } finally {
      connection.disconnect();
    }
  }

  /** The data of the next event of this name. */
  private static String data(BufferedReader lines, String name) throws IOException {
    String event = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      }
      if (line.startsWith("data:") && event.equals(name)) {
        return line.substring(5).strip();
      }
    }
    throw new AssertionError("the stream ended before " + name);
  }

  @Test
  void nobodyListensWithoutAToken() {
    given().get("/api/v1/events").then().statusCode(401);
  }
}
