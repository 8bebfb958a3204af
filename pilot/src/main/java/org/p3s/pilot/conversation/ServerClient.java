package org.p3s.pilot.conversation;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.Json;
import org.p3s.protocol.LogChunk;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;
import org.p3s.protocol.Problem;

/** The pilot's calls to the server; everything but a good answer is an {@link IOException}. */
public final class ServerClient {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI pilots;
  private final HttpClient http;

  /** A client of the server at this address; a path in it is kept. */
  public ServerClient(URI server, HttpClient http) {
    this.pilots = URI.create(server.toString().replaceAll("/+$", "") + "/api/v1/pilots");
    this.http = http;
  }

  /** A client as the pilot wants it: plain HTTP/1.1, redirects only by hand. */
  public static HttpClient http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** Has the JSON mapper learn the records on another core while this one makes the client. */
  public static void warmUp() {
    Thread thread =
        new Thread(
            () -> {
              Json.MAPPER.convertValue(
                  new ExchangeRequest(null, null, 0, 0), ExchangeRequest.class);
              Json.MAPPER.convertValue(ExchangeAnswer.NOTHING, ExchangeAnswer.class);
              Json.MAPPER.convertValue(Map.of("pilotId", 1, "lease", "PT1S"), PilotWelcome.class);
            },
            "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  PilotWelcome register(PilotRegistration registration, String enrolmentToken)
      throws IOException, InterruptedException {
    HttpRequest request = post(pilots, enrolmentToken, registration, PATIENCE);
    return read(http.send(request, BodyHandlers.ofByteArray()), PilotWelcome.class);
  }

  /** Fails with an {@link IOException} inside of a {@link CompletionException}. */
  public CompletableFuture<ExchangeAnswer> exchange(PilotWelcome me, ExchangeRequest exchange) {
    Duration limit = PATIENCE.plusSeconds(exchange.waitSeconds());
    HttpRequest request;
    try {
      request = post(own(me, "/exchange"), me.token(), exchange, limit);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(ServerClient::answer);
  }

  public void log(PilotWelcome me, LogChunk chunk) throws IOException, InterruptedException {
    HttpRequest request = post(own(me, "/log"), me.token(), chunk, Duration.ofSeconds(5));
    check(http.send(request, BodyHandlers.ofByteArray()));
  }

  public void signOff(PilotWelcome me) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(own(me, ""))
            .header("Authorization", "Bearer " + me.token())
            .timeout(Duration.ofSeconds(5))
            .DELETE()
            .build();
    check(http.send(request, BodyHandlers.ofByteArray()));
  }

  /** Why a call failed, in words. */
  public static String reason(Throwable why) {
    if (why instanceof ConnectException) {
      return "connection refused";
    }
    return why instanceof IOException && why.getMessage() != null
        ? why.getMessage()
        : why.toString();
  }

  /** The server's address, for messages. */
  @Override
  public String toString() {
    return pilots.toString().replaceAll("/api/v1/pilots$", "");
  }

  private URI own(PilotWelcome me, String call) {
    return URI.create(pilots + "/" + me.pilotId() + call);
  }

  private static HttpRequest post(URI uri, String token, Object body, Duration limit)
      throws IOException {
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .timeout(limit)
        .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
        .build();
  }

  private static ExchangeAnswer answer(HttpResponse<byte[]> response) {
    try {
      return response.statusCode() == 204
          ? ExchangeAnswer.NOTHING
          : read(response, ExchangeAnswer.class);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) throws IOException {
    check(response);
    return Json.MAPPER.readValue(response.body(), type);
  }

  private static void check(HttpResponse<byte[]> response) throws Refused {
    if (response.statusCode() / 100 != 2) {
      throw new Refused(response.statusCode(), sentence(response), retryAfter(response));
    }
  }

  private static String sentence(HttpResponse<byte[]> response) {
    try {
      Problem problem = Json.MAPPER.readValue(response.body(), Problem.class);
      if (problem.detail() != null || problem.title() != null) {
        return problem.detail() != null ? problem.detail() : problem.title();
      }
    } catch (IOException e) {
      // not a problem document: a proxy or another program answers at this address
    }
    return "the answer of " + response.uri() + " is not one of a p3s server";
  }

  private static Duration retryAfter(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Retry-After").map(ServerClient::wait).orElse(null);
  }

  private static Duration wait(String header) {
    try {
      if (header.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(header));
      }
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(Instant.now(), until);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
