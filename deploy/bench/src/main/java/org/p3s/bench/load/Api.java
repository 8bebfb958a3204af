package org.p3s.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.protocol.Json;

/** Single calls by the admin, for setting up; nothing of this is measured. */
public final class Api {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;

  public Api(ServerProcess server) {
    port = server.port();
  }

  /** Sends JSON, or GraphML to {@code /dag-templates}; the answer must be a success. */
  public JsonNode post(String path, String body) {
    return post(path, body, ServerProcess.ADMIN);
  }

  JsonNode post(String path, String body, String token) {
    return send(
        request(path, token)
            .header("Content-Type", body.startsWith("<") ? "application/xml" : "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public JsonNode get(String path) {
    return send(request(path, ServerProcess.ADMIN).GET());
  }

  void delete(String path, String token) {
    send(request(path, token).DELETE());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  private static JsonNode send(HttpRequest.Builder request) {
    try {
      HttpRequest built = request.build();
      HttpResponse<String> response = HTTP.send(built, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new Broken(
            "%s %s: %d %s"
                .formatted(built.method(), built.uri(), response.statusCode(), response.body()));
      }
      return response.body().isEmpty() ? null : Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new Broken("The server does not answer", e);
    } catch (InterruptedException e) {
      throw new Broken("Interrupted", e);
    }
  }
}
