package org.p3s.server.broker.walk;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.Json;
import org.p3s.server.testing.TestPostgres;

/** Calls to the server under test; quicker than REST Assured. */
final class Wire {

  /**
   * An answer takes milliseconds, or a waiting pilot's half a minute; a virtual machine may pause.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** An answer. */
  record Reply(int status, String body) {

    JsonNode json() {
      try {
        return Json.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    Reply must(int... statuses) {
      for (int each : statuses) {
        if (each == status) {
          return this;
        }
      }
      throw new AssertionError("the server answered " + status + ": " + body);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Reply admin(String method, String path, Object body) {
    return later(method, path, TestPostgres.ADMIN, body).join();
  }

  /** A POST that is done once however often it is sent under this key. */
  Reply adminOnce(String key, String path, String body) {
    return send(builder("POST", path, TestPostgres.ADMIN, body).header("Idempotency-Key", key))
        .join();
  }

  CompletableFuture<Reply> later(String method, String path, String token, Object body) {
    return send(builder(method, path, token, body));
  }

  private static HttpRequest.Builder builder(
      String method, String path, String token, Object body) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + RestAssured.port + "/api/v1" + path))
        .header("Authorization", "Bearer " + token)
        .header(
            "Content-Type",
            path.startsWith("/dag-templates") ? "application/xml" : "application/json")
        .timeout(PATIENCE)
        .method(method, publisher(body));
  }

  private CompletableFuture<Reply> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Reply(response.statusCode(), response.body()));
  }

  private static HttpRequest.BodyPublisher publisher(Object body) {
    try {
      return body == null
          ? HttpRequest.BodyPublishers.noBody()
          : body instanceof String text
              ? HttpRequest.BodyPublishers.ofString(text)
              : HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CompletableFuture<ExchangeAnswer> exchange(Pilot pilot, ExchangeRequest request) {
    return later("POST", "/pilots/" + pilot.id + "/exchange", pilot.token, request)
        .thenApply(reply -> read(reply.must(200).body(), ExchangeAnswer.class));
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
