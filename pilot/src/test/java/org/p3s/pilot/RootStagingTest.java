package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.pilot.Offers.file;
import static org.p3s.pilot.Offers.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.programs.Needs;
import org.p3s.programs.OptionalProgram;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.OutputFile;
import org.p3s.xrootd.RealXrootd;
import org.p3s.xrootd.SilentPort;

/** Inputs from and outputs to a real XRootD server, and from the online buffer while it is down. */
@Needs({OptionalProgram.XROOTD, OptionalProgram.XRDFS, OptionalProgram.XRDCP})
@Timeout(60)
class RootStagingTest {

  @TempDir Path temp;
  private RealXrootd xrootd;
  private FakeServer server;
  private LivePilot pilot;

  @BeforeEach
  void start() throws Exception {
    xrootd = RealXrootd.start();
    server = new FakeServer();
    pilot = new LivePilot(server.uri(), temp.resolve("scratch"), 2, LivePilot.limits());
  }

  @AfterEach
  void end() throws Exception {
    if (xrootd != null) {
      pilot.close();
      server.close();
      xrootd.close();
    }
  }

  private AttemptReport run(String line, List<JobFile> inputs, List<JobFile> outputs)
      throws InterruptedException {
    server.offer(files(1, line, inputs, outputs));
    return server.awaitEnd(1);
  }

  @Test
  void filesComeAndGo() throws Exception {
    xrootd.write("run/in put.txt", "TEST1\n");
    JobFile input = new JobFile("A", "in", xrootd.url("run/in put.txt"), 6L, "060b017c", false);
    AttemptReport report =
        run("cat $A > $B", List.of(input), List.of(file("B", "b", xrootd.url("new/deep/o;ut"))));
    assertThat(report.message()).isNull();
    assertThat(xrootd.file("new/deep/o;ut")).hasContent("TEST1");
    assertThat(report.outputs()).containsExactly(new OutputFile("b", 6, "060b017c"));
    try (Stream<Path> around = Files.list(xrootd.file("new/deep"))) {
      assertThat(around).containsExactly(xrootd.file("new/deep/o;ut"));
    }
  }

  @Test
  void anOutputReplacesTheOneOfAnEarlierAttempt() throws Exception {
    xrootd.folder("out");
    for (long id = 1; id <= 2; id++) {
      String line = "echo attempt " + id + " > $B";
      server.offer(files(id, line, List.of(), List.of(file("B", "b", xrootd.url("out/b")))));
      assertThat(server.awaitEnd(id).cause()).isNull();
      assertThat(xrootd.file("out/b")).hasContent("attempt " + id);
    }
  }

  @Test
  void anInputWithTheWrongChecksumIsRefused() throws Exception {
    xrootd.write("a", "one\n");
    JobFile wrong = new JobFile("A", "a", xrootd.url("a"), 4L, "00000001", false);
    AttemptReport report = run("true", List.of(wrong), List.of());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message()).contains(xrootd.url("a"), "has adler32", "instead of 00000001");
  }

  @Test
  void aMissingInputIsNamedUnlessItIsOptional() throws Exception {
    AttemptReport report = run("true", List.of(file("A", "a", xrootd.url("none"))), List.of());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message()).contains(xrootd.url("none"), "no such file");
    JobFile optional = new JobFile("A", "a", xrootd.url("none"), 4L, null, true);
    server.offer(files(2, "test ! -e $A", List.of(optional), List.of()));
    assertThat(server.awaitEnd(2).cause()).isNull();
  }

  @Test
  void aServerThatIsDownIsSaidInOneSentence() throws Exception {
    xrootd.write("a", "one\n");
    xrootd.down();
    AttemptReport in = run("true", List.of(file("A", "a", xrootd.url("a"))), List.of());
    assertThat(in.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(in.message()).contains("does not answer").contains("check that xrootd runs there");
    server.offer(files(2, "echo x > $B", List.of(), List.of(file("B", "b", xrootd.url("b")))));
    AttemptReport out = server.awaitEnd(2);
    assertThat(out.cause()).isEqualTo(Cause.STAGE_OUT);
    assertThat(out.message()).contains("Output b could not be staged out").contains("not answer");
  }

  @Test
  void anOutputThatMayNotBeWrittenLeavesNothingBehind() throws Exception {
    xrootd.write("taken", "in the way");
    AttemptReport report =
        run("echo x > $B", List.of(), List.of(file("B", "b", xrootd.url("taken/b"))));
    assertThat(report.cause()).isEqualTo(Cause.STAGE_OUT);
    assertThat(report.message()).contains("not a directory");
    try (Stream<Path> around = Files.list(xrootd.file(""))) {
      assertThat(around).containsExactly(xrootd.file("taken"));
    }
  }

  @Test
  void aServerThatComputesNoChecksumsIsReadBack() throws Exception {
    xrootd.withoutChecksums();
    AttemptReport report = run("echo x > $B", List.of(), List.of(file("B", "b", xrootd.url("b"))));
    assertThat(report.message()).isNull();
    assertThat(xrootd.file("b")).hasContent("x");
  }

  private AttemptReport runWithBuffer(long id, String url, String buffer)
      throws InterruptedException {
    JobFile input = new JobFile("A", "a", url, 5L, "05e301b1", false, buffer);
    server.offer(files(id, "cat $A", List.of(input), List.of()));
    return server.awaitEnd(id);
  }

  private String buffered() throws Exception {
    return Files.writeString(temp.resolve("a"), "same\n").toString();
  }

  private static void assertReadFromBuffer(AttemptReport report) {
    assertThat(report.message()).contains("was read from the online buffer");
    assertThat(report.cause()).isNull();
    assertThat(report.stdoutTail()).isEqualTo("same\n");
  }

  @Test
  void theBufferIsReadWhileTheServerIsDown() throws Exception {
    xrootd.down();
    assertReadFromBuffer(runWithBuffer(1, xrootd.url("a"), buffered()));
  }

  @Test
  void theBufferMayBeAnXrootdServerToo() throws Exception {
    xrootd.down();
    try (RealXrootd buffer = RealXrootd.start()) {
      buffer.write("b", "same\n");
      assertReadFromBuffer(runWithBuffer(1, xrootd.url("a"), buffer.url("b")));
    }
  }

  @Test
  void aWrongOrMissingFileIsAnErrorAndNotAnOutage() throws Exception {
    xrootd.write("a", "evil\n");
    assertThat(runWithBuffer(1, xrootd.url("a"), buffered()).message()).contains("has adler32");
    assertThat(runWithBuffer(2, xrootd.url("none"), buffered()).message()).contains("no such file");
    assertThat(server.bufferCalls).isEmpty();
  }

  @Test
  void aSilentServerIsWaitedForOnceAndNotByEveryJob() throws Exception {
    try (SilentPort silent = new SilentPort()) {
      String url = "root://localhost:" + silent.port() + "//store/a";
      assertReadFromBuffer(runWithBuffer(1, url, buffered()));
      long begin = System.nanoTime();
      AttemptReport second = runWithBuffer(2, url, buffered());
      assertReadFromBuffer(second);
      assertThat(second.message()).contains("within the last minute");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }
  }
}
