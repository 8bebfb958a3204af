package org.p3s.server.testing;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.protocol.OutputFile;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;

/** A pilot that speaks the real protocol and runs nothing: tests say how its jobs end. */
public final class FakePilot {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public final long id;
  public final String token;
  private final List<AttemptId> running = new ArrayList<>();

  private FakePilot(PilotWelcome welcome) {
    this.id = welcome.pilotId();
    this.token = welcome.token();
  }

  /** Signs on with that many slots; the site keeps tests out of each other's way. */
  public static FakePilot register(String site, int slots) {
    return register(
        new PilotRegistration(
            "fake", "localhost", site, slots, slots, 100_000, 0, Map.of(), "test", null));
  }

  public static FakePilot register(PilotRegistration registration) {
    HttpResponse<String> response = post("/api/v1/pilots", TestPostgres.ADMIN, registration);
    if (response.statusCode() != 201) {
      throw new AssertionError(response.body());
    }
    return new FakePilot(read(response.body(), PilotWelcome.class));
  }

  /** Asks for work without waiting and takes it. */
  public List<JobOffer> take(int want) {
    ExchangeAnswer answer = exchange(List.of(), want, 0);
    answer.jobs().forEach(job -> running.add(job.id()));
    return answer.jobs();
  }

  /** Takes one job, which must be there. */
  public JobOffer takeOne() {
    List<JobOffer> jobs = take(1);
    if (jobs.size() != 1) {
      throw new AssertionError("expected one job, got " + jobs);
    }
    return jobs.get(0);
  }

  public ExchangeAnswer started(JobOffer job) {
    return exchange(List.of(report(job, Phase.STARTED, null, null)), 0, 0);
  }

  /** Reports a payload's end with this exit code. */
  public ExchangeAnswer ended(JobOffer job, int exitCode) {
    running.remove(job.id());
    Cause cause = exitCode == 0 || exitCode == 99 ? null : Cause.EXIT;
    return exchange(List.of(report(job, Phase.ENDED, exitCode, cause)), 0, 0);
  }

  /** What a report of this attempt looks like. */
  public static AttemptReport report(JobOffer job, Phase phase, Integer exitCode, Cause cause) {
    List<OutputFile> outputs =
        job.outputs().stream().map(file -> new OutputFile(file.name(), 7, "0000abcd")).toList();
    return new AttemptReport(
        job.jobId(),
        job.attempt(),
        phase,
        exitCode,
        cause,
        null,
        phase == Phase.ENDED && cause == null ? outputs : List.of(),
        Instant.now(),
        phase == Phase.ENDED ? Instant.now() : null,
        12,
        phase == Phase.ENDED ? "said by " + job.vertex() : null,
        null);
  }

  public ExchangeAnswer exchange(List<AttemptReport> reports, int want, int waitSeconds) {
    return exchange(new ExchangeRequest(running, reports, want, waitSeconds));
  }

  public ExchangeAnswer exchange(ExchangeRequest request) {
    return later(request).join();
  }

  /** An exchange that may wait. */
  public CompletableFuture<ExchangeAnswer> later(ExchangeRequest request) {
    return HTTP.sendAsync(
            request("/api/v1/pilots/" + id + "/exchange", token, "POST", request),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
              }
              return read(response.body(), ExchangeAnswer.class);
            });
  }

  /** What the pilot says that it runs. */
  public List<AttemptId> running() {
    return List.copyOf(running);
  }

  public void forget() {
    running.clear();
  }

  public int signOff() {
    return send(request("/api/v1/pilots/" + id, token, "DELETE", null)).statusCode();
  }

  /** Whether an answer says this about an attempt. */
  public static boolean aborts(ExchangeAnswer answer, JobOffer job) {
    return answer.commands().stream()
        .anyMatch(c -> c.kind() == Command.Kind.ABORT && job.id().equals(c.attempt()));
  }

  private static HttpResponse<String> post(String path, String token, Object body) {
    return send(request(path, token, "POST", body));
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest request(String path, String token, String method, Object body) {
    try {
      return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
          .header("Authorization", "Bearer " + token)
          .header("Content-Type", "application/json")
          .method(
              method,
              body == null
                  ? HttpRequest.BodyPublishers.noBody()
                  : HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
