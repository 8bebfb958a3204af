package org.p3s.lartpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.lartpc.result.ResultsPost;

/** Posting against a server that answers what the test wants. */
final class ResultsPostTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theTokenAndTheJsonArrive() throws Exception {
    answers.add("201 ");
    post().send("{\"run\":1}", LONG);
    assertThat(seen).containsExactly("Bearer secret|job-1|{\"run\":1}");
  }

  @Test
  void aServerInTroubleIsAskedAgainWithTheSameKey() throws Exception {
    answers.addAll(List.of("503 ", "500 <html>", "429 ", "201 "));
    post().send("{}", LONG);
    assertThat(seen).hasSize(4).containsOnly("Bearer secret|job-1|{}");
  }

  @Test
  void patienceEnds() {
    for (int i = 0; i < 100; i++) {
      answers.add("503 ");
    }
    assertThatThrownBy(() -> post().send("{}", Duration.ofMillis(900)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not accepted within 0 s")
        .hasMessageContaining("503");
  }

  @Test
  void aRefusalIsFinalAndItsReasonIsShown() {
    answers.add("422 {\"title\":\"Wrong results\",\"detail\":\"metric a has no value\"}");
    assertThatThrownBy(() -> post().send("{}", LONG))
        .hasMessage(
            "Results refused: the server answered 422: Wrong results; metric a has no value");
    assertThat(seen).hasSize(1);
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    server.stop(0);
    assertThatThrownBy(() -> post().send("{}", Duration.ofMillis(100)))
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void publishEndsWithOneAndTheReasonWhenRefused() throws Exception {
    answers.add("403 {\"title\":\"Forbidden\",\"detail\":\"the token is of another job\"}");
    Bench bench = new Bench(folder).with("P3S_RESULTS_URL", url()).with("P3S_TOKEN", "secret");
    Files.writeString(bench.path("decode.json"), "{\"metrics\":[]}");
    Bench.End end = bench.run(Publish.class, folder);
    assertThat(end.code()).isEqualTo(1);
    assertThat(end.err()).contains("403: Forbidden; the token is of another job");
  }

  @Test
  void publishPosts() throws Exception {
    answers.add("201 ");
    Bench bench =
        new Bench(folder)
            .with("P3S_RESULTS_URL", url())
            .with("P3S_TOKEN", "secret")
            .with("P3S_JOB_UUID", "u")
            .with("P3S_ATTEMPT", "2");
    Files.writeString(bench.path("decode.json"), "{\"run\":9,\"metrics\":[]}");
    assertThat(bench.run(Publish.class, folder).code()).isZero();
    assertThat(seen)
        .containsExactly(
            "Bearer secret|u-2|{\"run\":9,\"metrics\":[],\"plots\":[],\"histograms\":[]}");
    assertThat(bench.path("results.json")).doesNotExist();
  }

  private ResultsPost post() {
    return new ResultsPost(URI.create(url()), "secret", "job-1");
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/results";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    seen.add(token + "|" + key + "|" + body);
    String[] answer = answers.remove().split(" ", 2);
    byte[] bytes = answer[1].getBytes(UTF_8);
    exchange.sendResponseHeaders(
        Integer.parseInt(answer[0]), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
