package org.p3s.pilot.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
import org.p3s.xrootd.RealXrootd;

/** Waiting for a place among the readers of the buffer, which a server here never gives. */
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

  @Test
  void whoWaitsGoesBackToTheCentralStorageWhenItAnswers() throws Exception {
    try (RealXrootd central = RealXrootd.start()) {
      central.write("a", "central\n");
      central.down();
      JobFile input = input(central.url("a"));
      Thread back =
          new Thread(
              () -> {
                try {
                  hasAsked.await(20, TimeUnit.SECONDS);
                  central.up();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      back.start();
      assertThat(stageIn(Duration.ofSeconds(40)).bring(List.of(input))).isEmpty();
      back.join();
      assertThat(folder.input(input)).hasContent("central");
    }
  }

  @Test
  void waitingEndsWithTheTimeOfTheJob() throws Exception {
    JobFile input = input("root://localhost:1//a");
    assertThatThrownBy(() -> stageIn(Duration.ofSeconds(2)).bring(List.of(input)))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("localhost:1 does not answer")
        .hasMessageContaining("no leave to read the online buffer for 2 s");
    assertThat(asked).hasValueGreaterThan(1);
  }

  @Test
  void aServerThatGivesNoLeaveAtAllIsHeardAtOnce() throws Exception {
    status = 403;
    JobFile input = input("root://localhost:1//a");
    assertThatThrownBy(() -> stageIn(Duration.ofSeconds(30)).bring(List.of(input)))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("gives no leave to read the online buffer");
    assertThat(asked).hasValue(1);
  }
}
