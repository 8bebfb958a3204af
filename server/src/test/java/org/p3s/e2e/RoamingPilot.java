package org.p3s.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;

/** A pilot that runs nothing, and asks any server at each call. */
final class RoamingPilot {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  final long id;
  private final String token;
  private final Supplier<Server> anyServer;

  private RoamingPilot(PilotWelcome welcome, Supplier<Server> anyServer) {
    this.id = welcome.pilotId();
    this.token = welcome.token();
    this.anyServer = anyServer;
  }

  static RoamingPilot register(String site, int slots, Supplier<Server> anyServer) {
    PilotRegistration registration =
        new PilotRegistration(
            "roaming", "localhost", site, slots, slots, 100_000, 0, Map.of(), "test", null);
    String welcome = post(anyServer.get(), "/pilots", Server.ADMIN, registration).join();
    return new RoamingPilot(read(welcome, PilotWelcome.class), anyServer);
  }

  /** At this server. */
  CompletableFuture<ExchangeAnswer> exchange(Server server, ExchangeRequest request) {
    return post(server, "/pilots/" + id + "/exchange", token, request)
        .thenApply(body -> read(body, ExchangeAnswer.class));
  }

  /** At one server or another, until one answers. */
  ExchangeAnswer exchange(List<AttemptId> running, List<AttemptReport> reports, int want) {
    ExchangeRequest request = new ExchangeRequest(running, reports, want, 2);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        return exchange(anyServer.get(), request).join();
      } catch (java.util.concurrent.CompletionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** Waits for one job at this server, without anything else to do. */
  CompletableFuture<ExchangeAnswer> waitFor(Server server, int want, AttemptId... running) {
    return exchange(server, new ExchangeRequest(List.of(running), List.of(), want, 30));
  }

  static List<AttemptReport> finished(List<JobOffer> jobs) {
    List<AttemptReport> reports = new ArrayList<>();
    Instant now = Instant.now();
    for (JobOffer each : jobs) {
      reports.add(
          new AttemptReport(
              each.jobId(),
              each.attempt(),
              Phase.ENDED,
              0,
              null,
              null,
              List.of(),
              now,
              now,
              1,
              null,
              null));
    }
    return reports;
  }

  private static CompletableFuture<String> post(
      Server server, String path, String token, Object body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(60))
              .POST(HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
              .build();
      return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
          .thenApply(RoamingPilot::good);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String good(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
