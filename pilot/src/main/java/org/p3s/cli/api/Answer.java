package org.p3s.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem;

/** What a server answered to one call. */
public final class Answer {

  private static final String UNKNOWN =
      "This needs a valid token: give one with --token, P3S_TOKEN or a line token=TOKEN in the"
          + " config file";

  private final HttpResponse<byte[]> response;

  Answer(HttpResponse<byte[]> response) {
    this.response = response;
  }

  public int status() {
    return response.statusCode();
  }

  byte[] bytes() {
    return response.body();
  }

  /** The body; null when there is none. */
  public JsonNode json() {
    if (response.body().length == 0) {
      return null;
    }
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw foreign();
    }
  }

  /** How long the server wants to be left alone, one second when it does not say. */
  Duration retryAfter() {
    String seconds = response.headers().firstValue("Retry-After").orElse("1");
    return Duration.ofSeconds(seconds.matches("\\d{1,6}") ? Long.parseLong(seconds) : 1);
  }

  /** Throws what to tell the user unless the call did what it was to do. */
  void mustBeGood() {
    if (status() / 100 != 2) {
      throw problem();
    }
  }

  private CommandFailed problem() {
    Problem problem = problemDocument();
    if (problem == null) {
      boolean isForeign = status() / 100 != 4 || status() == 404;
      return isForeign
          ? foreign()
          : new CommandFailed(
              code(status()), "The server refuses this with HTTP status %d".formatted(status()));
    }
    if (status() == 401) {
      return new CommandFailed(ExitCode.NOT_ALLOWED, UNKNOWN);
    }
    String sentence = problem.detail() != null ? problem.detail() : problem.title();
    String trace = problem.instance() == null ? "" : " (" + problem.instance() + ")";
    List<String> lines = problem.violations().stream().map(Answer::line).toList();
    boolean saysAll = lines.size() == 1 && lines.get(0).equals(sentence);
    return new CommandFailed(code(status()), sentence + trace, saysAll ? List.of() : lines);
  }

  private Problem problemDocument() {
    try {
      Problem problem = Json.MAPPER.readValue(response.body(), Problem.class);
      return problem == null || (problem.detail() == null && problem.title() == null)
          ? null
          : problem;
    } catch (IOException e) {
      return null;
    }
  }

  private static String line(Problem.Violation violation) {
    return violation.line() == null
        ? violation.message()
        : "line %d: %s".formatted(violation.line(), violation.message());
  }

  private CommandFailed foreign() {
    return new CommandFailed(
        ExitCode.UNREACHABLE,
        "What answers at %s is no p3s server (HTTP status %d)".formatted(response.uri(), status()));
  }

  private static ExitCode code(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 404 -> ExitCode.NOT_FOUND;
      case 409, 410 -> ExitCode.CONFLICT;
      case 408, 504 -> ExitCode.TIMED_OUT;
      case 429 -> ExitCode.REFUSED;
      case 502, 503 -> ExitCode.UNREACHABLE;
      default -> status < 500 ? ExitCode.USAGE : ExitCode.NEGATIVE;
    };
  }
}
