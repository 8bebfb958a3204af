package org.p3s.lartpc.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Posts results to the server and tries again, ever more slowly, while the server cannot be reached
 * or answers 5xx or 429. The JDK's old HTTP client is used because it starts in a tenth of the new
 * one's time.
 */
public final class ResultsPost {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 30_000;
  private static final long FIRST_PAUSE = 300;
  private static final long LONGEST_PAUSE = 10_000;

  static {
    // Otherwise the JDK itself may send a POST twice without telling.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final URI url;
  private final String token;
  private final String idempotencyKey;

  private record Answer(int status, String body) {
    boolean isAccepted() {
      return status / 100 == 2;
    }

    boolean mayChange() {
      return status / 100 == 5 || status == 429;
    }
  }

  /**
   * Prepares a post.
   *
   * @param token bearer token
   * @param idempotencyKey same key, same post, however often it arrives; null for none
   */
  public ResultsPost(URI url, String token, String idempotencyKey) {
    this.url = url;
    this.token = token;
    this.idempotencyKey = idempotencyKey;
  }

  /**
   * Sends until it is accepted.
   *
   * @param patience no new try is begun after it
   * @throws IOException with a sentence: refused, or not accepted in time
   */
  public void send(String json, Duration patience) throws IOException, InterruptedException {
    byte[] body = json.getBytes(UTF_8);
    long end = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE;
    while (true) {
      String problem = once(body);
      if (problem.isEmpty()) {
        return;
      }
      if (System.nanoTime() + Duration.ofMillis(pause).toNanos() > end) {
        throw new IOException(
            "Results not accepted within %d s: %s".formatted(patience.toSeconds(), problem));
      }
      Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }

  /** Empty if accepted, else why it may work later; what never will is thrown. */
  private String once(byte[] body) throws IOException {
    Answer answer;
    try {
      answer = post(body);
    } catch (IOException e) {
      return url + " cannot be reached (" + e.getMessage() + ")";
    }
    if (answer.isAccepted()) {
      return "";
    }
    String words = "the server answered " + answer.status() + detail(answer.body());
    if (answer.mayChange()) {
      return words;
    }
    throw new IOException("Results refused: " + words);
  }

  private Answer post(byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(ANSWER_MILLIS);
    connection.setRequestMethod("POST");
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "application/json, application/problem+json");
    connection.setRequestProperty("Authorization", "Bearer " + token);
    if (idempotencyKey != null) {
      connection.setRequestProperty("Idempotency-Key", idempotencyKey);
    }
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      return new Answer(status, text(connection, status));
    } finally {
      connection.disconnect();
    }
  }

  private static String text(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return in == null ? "" : new String(in.readNBytes(100_000), UTF_8);
    }
  }

  /** Title, detail and violations of a problem document (RFC 9457), or nothing. */
  private static String detail(String body) {
    try {
      if (Json.read(body) instanceof Map<?, ?> problem) {
        StringBuilder words = new StringBuilder();
        for (String key : new String[] {"title", "detail", "violations", "errors"}) {
          if (problem.get(key) != null) {
            words.append(words.isEmpty() ? ": " : "; ").append(text(problem.get(key)));
          }
        }
        return words.toString();
      }
    } catch (IllegalArgumentException e) {
      // Not JSON: a proxy's page, of no use to anybody here.
    }
    return "";
  }

  private static String text(Object value) {
    return value instanceof String words ? words : Json.write(value);
  }
}
