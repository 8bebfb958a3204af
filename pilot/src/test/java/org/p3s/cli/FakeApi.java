package org.p3s.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers what a test tells it to, and remembers what it was asked. */
public final class FakeApi implements AutoCloseable {

  /** One request as it came in. */
  public record Request(
      String method, String path, String body, String token, String key, String type) {}

  private record Answer(int status, String type, String body, Map<String, String> headers) {}

  /** Ends the connection without an answer. */
  private static final Answer HANG_UP = new Answer(0, "", "", Map.of());

  public final List<Request> requests = new CopyOnWriteArrayList<>();

  private final Map<String, Deque<Answer>> answers = new HashMap<>();

  /** Calls whose first waiting answer was given already. */
  private final Set<String> given = new HashSet<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;

  public FakeApi() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::serve);
    http.setExecutor(threads);
    http.start();
  }

  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Answers the call with this JSON; each of several answers once, and the last for ever. */
  public FakeApi answer(String call, String json) {
    return answer(call, 200, json);
  }

  FakeApi answer(String call, int status, String json) {
    return add(call, new Answer(status, "application/json", json, Map.of()));
  }

  FakeApi answerWith(String call, String type, String body) {
    return add(call, new Answer(200, type, body, Map.of()));
  }

  FakeApi busy(String call) {
    Map<String, String> soon = Map.of("Retry-After", "0");
    return add(call, new Answer(503, "application/problem+json", "{\"title\":\"busy\"}", soon));
  }

  FakeApi hangUp(String call) {
    return add(call, HANG_UP);
  }

  private synchronized FakeApi add(String call, Answer answer) {
    answers.computeIfAbsent(call, each -> new ArrayDeque<>()).add(answer);
    return this;
  }

  Request only() {
    if (requests.size() != 1) {
      throw new AssertionError("not one request but " + requests);
    }
    return requests.get(0);
  }

  private synchronized Answer next(String call) {
    Deque<Answer> waiting = answers.get(call);
    if (waiting == null) {
      return new Answer(
          404, "application/problem+json", "{\"detail\":\"nobody told: " + call + "\"}", Map.of());
    }
    if (waiting.size() > 1 && !given.add(call)) {
      waiting.remove();
    }
    given.add(call);
    return waiting.peek();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              body,
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              exchange.getRequestHeaders().getFirst("Content-Type")));
      Answer answer = next(call);
      if (answer.equals(HANG_UP)) {
        return;
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", answer.type());
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
