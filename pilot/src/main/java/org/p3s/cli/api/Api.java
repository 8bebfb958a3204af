package org.p3s.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;
import org.p3s.protocol.Json;

/**
 * Calls of the HTTP API. Everything but a good answer is a {@link CommandFailed} with a sentence
 * for the user.
 *
 * <p>A call that the network lost is repeated: each creating POST carries an {@code
 * Idempotency-Key}, so that it counts once however often it arrives.
 */
public final class Api {

  /** What a call sends, and its media type. */
  public record Body(String type, BodyPublisher content) {
    public static Body json(JsonNode json) {
      return new Body("application/json", BodyPublishers.ofString(json.toString()));
    }

    public static Body of(String type, byte[] bytes) {
      return new Body(type, BodyPublishers.ofByteArray(bytes));
    }
  }

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Connection connection;
  private final Sending sending;

  public Api(Connection connection) {
    this(connection, true);
  }

  private Api(Connection connection, boolean retries) {
    this.connection = connection;
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    this.sending = new Sending(http, connection.server(), retries);
  }

  /** An API that fails at once when the server does not answer. */
  public static Api withoutRetries(Connection connection) {
    return new Api(connection, false);
  }

  public URI server() {
    return connection.server();
  }

  public JsonNode get(Route route) {
    return call("GET", route, null).json();
  }

  /** What the resource is in another media type, as bytes. */
  public byte[] download(Route route, String type) {
    return sending
        .send(request(route).header("Accept", type).method("GET", BodyPublishers.noBody()).build())
        .bytes();
  }

  /** The answer's JSON even when it says that something is not well. */
  public Answer health(Route route) {
    return sending.exchange(request(route).header("Accept", "application/json").GET().build());
  }

  public JsonNode post(Route route, Body body) {
    return call("POST", route, body).json();
  }

  /** A POST without a body. */
  public JsonNode post(Route route) {
    return call("POST", route, null).json();
  }

  public JsonNode put(Route route, JsonNode body) {
    return call("PUT", route, Body.json(body)).json();
  }

  public JsonNode patch(Route route, JsonNode body) {
    return call("PATCH", route, Body.json(body)).json();
  }

  public void delete(Route route) {
    call("DELETE", route, null);
  }

  private Answer call(String method, Route route, Body body) {
    HttpRequest.Builder request = request(route).header("Accept", "application/json");
    if (method.equals("POST")) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    BodyPublisher publisher = BodyPublishers.noBody();
    if (body != null) {
      request.header("Content-Type", body.type());
      publisher = body.content();
    }
    return sending.send(request.method(method, publisher).build());
  }

  private HttpRequest.Builder request(Route route) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(route.under(connection.server())).timeout(PATIENCE);
    return connection.token() == null
        ? request
        : request.header("Authorization", "Bearer " + connection.token());
  }

  /** An empty object, to be filled and sent. */
  public static com.fasterxml.jackson.databind.node.ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }
}
