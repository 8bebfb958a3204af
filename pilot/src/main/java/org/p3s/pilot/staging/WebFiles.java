package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Files behind HTTP.
 *
 * @param server its origin alone is shown the token
 * @param token of the attempt, may be null
 * @param limit for one try
 */
public record WebFiles(HttpClient http, URI server, String token, Duration limit) {

  private static final int REDIRECTS = 5;

  /** What {@code p3s:/…} names at the server that gave the job; any other URL as it is. */
  String absolute(String url) {
    return url != null && url.startsWith("p3s:/")
        ? server.toString().replaceAll("/+$", "") + url.substring("p3s:".length())
        : url;
  }

  /**
   * Fetches a file.
   *
   * @param patience until the server begins to answer
   * @throws FileNotFoundException when the server says that there is none
   */
  void get(URI from, Path to, Duration patience) throws IOException, InterruptedException {
    follow(from, BodyHandlers.ofFile(to), patience);
  }

  /** The content of a file, to be read at leisure and closed. */
  InputStream open(URI from) throws IOException, InterruptedException {
    return follow(from, BodyHandlers.ofInputStream(), limit).body();
  }

  void put(Path from, URI to) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(to, limit).PUT(BodyPublishers.ofFile(from));
    check(send(request.build(), BodyHandlers.discarding()));
  }

  /** By hand, because the JDK's client would carry the token along to other hosts. */
  private <T> HttpResponse<T> follow(URI from, BodyHandler<T> body, Duration patience)
      throws IOException, InterruptedException {
    URI uri = from;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpResponse<T> answer = send(request(uri, patience).GET().build(), body);
      if (answer.statusCode() / 100 != 3) {
        check(answer);
        return answer;
      }
      String location = answer.headers().firstValue("Location").orElse("");
      uri = uri.resolve(location);
      if (!(Location.of(uri.toString()) instanceof Location.Remote)) {
        throw new IOException("it redirects to something that is not HTTP");
      }
    }
    throw new IOException("it redirects more than " + REDIRECTS + " times");
  }

  private HttpRequest.Builder request(URI uri, Duration patience) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
    if (token != null && origin(uri).equals(origin(server))) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    String host = String.valueOf(uri.getHost()).toLowerCase(java.util.Locale.ROOT);
    return scheme + "://" + host + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
  }

  /** The limit covers the body too, which the client's own time-out does not. */
  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("it took longer than " + limit, e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void check(HttpResponse<?> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    if (answer.body() instanceof InputStream unread) {
      unread.close();
    }
    if (status == 404 || status == 410) {
      throw new FileNotFoundException("HTTP " + status);
    }
    throw status < 500 && status != 429 && status != 408
        ? new Tries.Final("HTTP " + status)
        : new IOException("HTTP " + status);
  }
}
