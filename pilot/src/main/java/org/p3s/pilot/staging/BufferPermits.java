package org.p3s.pilot.staging;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.p3s.protocol.BufferPermit;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem;

/**
 * Asks the server for leave to read the online buffer, in the name of one attempt: data taking must
 * not suffer from its readers, of which the server knows all.
 */
record BufferPermits(HttpClient http, URI server, String token) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The server will never give this attempt leave. */
  static final class Denied extends IOException {
    private static final long serialVersionUID = 1;

    Denied(String sentence) {
      super(sentence);
    }
  }

  /**
   * What the server says.
   *
   * @param permit empty when all are taken, or the server is away
   * @param again how long to wait before asking again
   */
  record Answer(Optional<BufferPermit> permit, Duration again) {}

  /** Asks, or asks again to keep it. */
  Answer ask() throws Denied, InterruptedException {
    try {
      HttpResponse<byte[]> answer =
          http.send(request().POST(BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
      int status = answer.statusCode();
      if (status == 201) {
        BufferPermit permit = Json.MAPPER.readValue(answer.body(), BufferPermit.class);
        return new Answer(Optional.of(permit), permit.lease().dividedBy(3));
      }
      if (status < 500 && status != 429 && status != 408) {
        throw new Denied("the server gives no leave to read the online buffer: " + words(answer));
      }
      return new Answer(Optional.empty(), wait(answer));
    } catch (Denied e) {
      throw e;
    } catch (IOException e) {
      return new Answer(Optional.empty(), Duration.ofSeconds(5));
    }
  }

  /** Gives it back, without waiting: if that is not heard, the lease ends it. */
  void giveBack() {
    var unused = http.sendAsync(request().DELETE().build(), BodyHandlers.discarding());
  }

  private HttpRequest.Builder request() {
    String address = server.toString().replaceAll("/+$", "") + "/api/v1/buffer-reads";
    return HttpRequest.newBuilder(URI.create(address))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE);
  }

  private static Duration wait(HttpResponse<byte[]> answer) {
    String seconds = answer.headers().firstValue("Retry-After").orElse("");
    return Duration.ofSeconds(seconds.matches("[0-9]{1,4}") ? Long.parseLong(seconds) : 5);
  }

  private static String words(HttpResponse<byte[]> answer) {
    try {
      return Json.MAPPER.readValue(answer.body(), Problem.class).detail();
    } catch (IOException e) {
      return "HTTP " + answer.statusCode();
    }
  }
}
