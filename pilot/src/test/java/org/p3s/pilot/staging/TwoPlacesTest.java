package org.p3s.pilot.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.JobFile;

/**
 * Waiting for a place among the readers of the buffer, which a server here never gives, while the
 * central storage is down. It is one behind HTTP, so that nothing has to be installed.
 */
@Timeout(60)
class TwoPlacesTest {

  @TempDir Path temp;
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch hasAsked = new CountDownLatch(1);
  private volatile int status = 429;
  private HttpServer http;
  private JobFolder folder;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        call -> {
          asked.incrementAndGet();
          call.getResponseHeaders().add("Retry-After", "0");
          call.sendResponseHeaders(status, -1);
          call.close();
          hasAsked.countDown();
        });
    http.start();
    folder = JobFolder.of(temp, new AttemptId(1, 1));
    folder.create();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private StageIn stageIn(Duration limit) {
    URI server = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    WebFiles web = new WebFiles(HttpClient.newHttpClient(), server, "token", limit);
    return new StageIn(folder, web, false, new Outages(Duration.ofMillis(200)));
  }

  private JobFile input(String url) throws IOException {
    Path buffer = Files.writeString(temp.resolve("a"), "buffer\n");
    return new JobFile("A", "a", url, null, null, false, buffer.toString());
  }

  /** Where the central storage is not yet. */
  private static InetSocketAddress down() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(any.getInetAddress(), any.getLocalPort());
    }
  }

  private static HttpServer up(InetSocketAddress place, String content) throws IOException {
    HttpServer central = HttpServer.create(place, 0);
    central.createContext(
        "/",
        call -> {
          byte[] body = content.getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    central.start();
    return central;
  }

  @Test
  void whoWaitsGoesBackToTheCentralStorageWhenItAnswers() throws Exception {
    InetSocketAddress place = down();
    JobFile input = input("http://127.0.0.1:" + place.getPort() + "/a");
    CompletableFuture<HttpServer> central =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                assertThat(hasAsked.await(20, TimeUnit.SECONDS)).isTrue();
                return up(place, "central\n");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(stageIn(Duration.ofSeconds(40)).bring(List.of(input))).isEmpty();
    assertThat(folder.input(input)).hasContent("central");
    central.join().stop(0);
  }

  @Test
  void waitingEndsWithTheTimeOfTheJob() throws Exception {
    JobFile input = input("http://localhost:1/a");
    assertThatThrownBy(() -> stageIn(Duration.ofSeconds(2)).bring(List.of(input)))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("localhost:1 does not answer")
        .hasMessageContaining("no leave to read the online buffer for 2 s");
    assertThat(asked).hasValueGreaterThan(1);
  }

  @Test
  void aServerThatGivesNoLeaveAtAllIsHeardAtOnce() throws Exception {
    status = 403;
    JobFile input = input("http://localhost:1/a");
    assertThatThrownBy(() -> stageIn(Duration.ofSeconds(30)).bring(List.of(input)))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("gives no leave to read the online buffer");
    assertThat(asked).hasValue(1);
  }
}
