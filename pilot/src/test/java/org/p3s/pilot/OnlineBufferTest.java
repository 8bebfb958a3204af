package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.pilot.Offers.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.BufferPermit;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.xrootd.SilentPort;

/**
 * A file in two places: on a central storage, here behind HTTP, and where it was taken. {@link
 * RootStagingTest} has the same for XRootD.
 */
@Timeout(90)
class OnlineBufferTest {

  private static final Duration LEASE = Duration.ofMinutes(1);

  @TempDir Path temp;
  private FakeServer central;
  private String centralUrl;
  private FakeServer server;
  private LivePilot pilot;
  private Path buffered;

  @BeforeEach
  void start() throws Exception {
    central = new FakeServer();
    centralUrl = central.uri() + "/";
    write("same\n");
    buffered = Files.writeString(temp.resolve("a.raw"), "same\n");
    server = new FakeServer();
    pilot = new LivePilot(server.uri(), temp.resolve("scratch"), 4, LivePilot.limits());
  }

  @AfterEach
  void end() throws Exception {
    pilot.close();
    server.close();
    central.close();
  }

  private void write(String content) {
    central.files.put("/a.raw", content.getBytes(StandardCharsets.UTF_8));
  }

  private static JobFile input(String url, String buffer) {
    return new JobFile("A", "a.raw", url, 5L, "05e301b1", false, buffer);
  }

  private void offer(long id, JobFile input) {
    server.offer(files(id, "cat $A", List.of(input), List.of()));
  }

  private AttemptReport run(long id, JobFile input) throws InterruptedException {
    offer(id, input);
    return server.awaitEnd(id);
  }

  private JobFile input() {
    return input(centralUrl + "a.raw", buffered.toString());
  }

  private static void assertRead(AttemptReport report) {
    assertThat(report.message()).contains("was read from the online buffer");
    assertThat(report.cause()).isNull();
    assertThat(report.stdoutTail()).isEqualTo("same\n");
  }

  @Test
  void theCentralCopyIsReadWhileItCanBe() throws Exception {
    AttemptReport report = run(1, input());
    assertThat(report.message()).isNull();
    assertThat(report.stdoutTail()).isEqualTo("same\n");
    assertThat(server.bufferCalls).isEmpty();
  }

  @Test
  void theBufferIsReadWhileTheCentralStorageIsDown() throws Exception {
    central.goAway();
    AttemptReport report = run(1, input());
    assertRead(report);
    assertThat(report.message()).contains(buffered.toString()).contains("did not answer");
    server.await("the place given back", () -> server.bufferCalls.contains("DELETE"));
    assertThat(server.bufferCalls).containsExactly("POST", "DELETE");
  }

  @Test
  void theBufferMayBeBehindHttp() throws Exception {
    central.goAway();
    try (FakeServer web = new FakeServer()) {
      web.files.put("/b.raw", "same\n".getBytes(StandardCharsets.UTF_8));
      assertRead(run(1, input(centralUrl + "a.raw", web.uri() + "/b.raw")));
    }
  }

  @Test
  void aStorageThatNeverAnswersIsGivenUp() throws Exception {
    try (SilentPort silent = new SilentPort()) {
      String url = "http://localhost:" + silent.port() + "/a.raw";
      assertRead(run(1, input(url, buffered.toString())));
    }
  }

  @Test
  void aCentralCopyThatIsWrongIsAnErrorAndNotAnOutage() throws Exception {
    write("evil\n");
    AttemptReport report = run(1, input());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message()).contains("has adler32");
    assertThat(run(2, input(centralUrl + "none", buffered.toString())).message())
        .contains("no such file");
    assertThat(server.bufferCalls).isEmpty();
  }

  @Test
  void aWrongCopyInTheBufferIsRefused() throws Exception {
    central.goAway();
    Files.writeString(buffered, "evil\n");
    AttemptReport report = run(1, input());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message()).contains("has adler32");
  }

  @Test
  void aJobWaitsForAPlaceAmongTheReaders() throws Exception {
    central.goAway();
    server.bufferPermit(null);
    offer(1, input());
    server.await("asked twice", () -> server.bufferCalls.size() > 1);
    assertThat(server.reports).isEmpty();
    server.bufferPermit(new BufferPermit(LEASE, null));
    assertRead(server.awaitEnd(1));
  }

  @Test
  void readingIsNoFasterThanIsAllowed() throws Exception {
    central.goAway();
    server.bufferPermit(new BufferPermit(LEASE, 10_000L));
    Files.writeString(buffered, "x".repeat(15_000));
    JobFile input =
        new JobFile("A", "a.raw", centralUrl + "a", 15_000L, null, false, buffered.toString());
    long begin = System.nanoTime();
    assertThat(run(1, input).cause()).isNull();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_400));
  }

  @Test
  void aLongReadKeepsItsPlace() throws Exception {
    central.goAway();
    server.bufferPermit(new BufferPermit(Duration.ofMillis(600), 5L));
    offer(1, input(centralUrl + "a.raw", buffered.toString()));
    assertRead(server.awaitEnd(1));
    assertThat(server.bufferCalls.stream().filter("POST"::equals).count()).isGreaterThan(2);
  }

  @Test
  void bothPlacesAreNamedWhenNeitherCanBeRead() throws Exception {
    central.goAway();
    Files.delete(buffered);
    AttemptReport report = run(1, input());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message())
        .contains("127.0.0.1", "does not answer", buffered.toString(), "cannot be read");
  }
}
