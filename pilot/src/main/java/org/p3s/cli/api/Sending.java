package org.p3s.cli.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Sends a request, again when the network lost it or the server asks for patience. */
final class Sending {

  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final HttpClient http;
  private final URI server;
  private final boolean retries;

  Sending(HttpClient http, URI server, boolean retries) {
    this.http = http;
    this.server = server;
    this.retries = retries;
  }

  /** The good answer. */
  Answer send(HttpRequest request) {
    Answer answer = exchange(request);
    answer.mustBeGood();
    return answer;
  }

  /** Whatever answer there is. */
  Answer exchange(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      boolean isLast = !retries || attempt == TRIES;
      try {
        Answer answer = answer(request);
        if (isLast || answer.status() != 503) {
          return answer;
        }
        pause(shorter(answer.retryAfter(), LONGEST_PAUSE));
      } catch (HttpTimeoutException e) {
        throw timedOut(e, request);
      } catch (IOException e) {
        if (isLast) {
          throw unreachable(reason(e));
        }
        pause(PAUSE.multipliedBy(attempt));
      }
    }
  }

  private Answer answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.NEGATIVE, "Interrupted");
    }
  }

  private CommandFailed timedOut(HttpTimeoutException e, HttpRequest request) {
    if (e instanceof HttpConnectTimeoutException) {
      return unreachable("no connection in time");
    }
    return new CommandFailed(
        ExitCode.TIMED_OUT,
        "The server at %s did not answer within %d s; it may still be at work"
            .formatted(server, request.timeout().orElse(Duration.ZERO).toSeconds()));
  }

  private CommandFailed unreachable(String reason) {
    return new CommandFailed(
        ExitCode.UNREACHABLE,
        "No p3s server answers at %s (%s); start one with './p3s server', or name another with --server or P3S_SERVER"
            .formatted(server, reason));
  }

  private static String reason(IOException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
        return "unknown host";
      }
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    String prefix = e instanceof SSLException ? "TLS: " : "";
    return prefix + (e.getMessage() == null ? "connection lost" : e.getMessage());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.NEGATIVE, "Interrupted");
    }
  }
}
