package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.pilot.Offers.exec;
import static org.p3s.pilot.Offers.limited;
import static org.p3s.pilot.Offers.shell;

import java.io.IOException;
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
import org.p3s.protocol.Cause;

/** How payloads are started and ended, by a pilot that knows no mercy. */
@Timeout(30)
class PayloadLimitsTest {

  @TempDir Path temp;
  private FakeServer server;
  private LivePilot pilot;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    pilot = new LivePilot(server.uri(), temp.resolve("scratch"), 2, LivePilot.limits());
  }

  @AfterEach
  void end() throws InterruptedException {
    pilot.close();
    server.close();
  }

  private static void assertGone(Path pids) throws IOException {
    List<String> lines = Files.readAllLines(pids);
    assertThat(lines).isNotEmpty();
    assertThat(lines).allSatisfy(pid -> assertThat(isAlive(Long.parseLong(pid))).isFalse());
  }

  /** A process that only waits to be noticed by its new parent is dead. */
  private static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPayloadPastItsTimeLimitIsEnded() throws Exception {
    server.offer(limited(1, "echo begun; sleep 300", Duration.ofMillis(500), null));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.cause()).isEqualTo(Cause.TIME_LIMIT);
    assertThat(report.exitCode()).isEqualTo(143);
    assertThat(report.message()).contains("PT0.5S");
    assertThat(report.stdoutTail()).isEqualTo("begun\n");
  }

  @Test
  void grandchildrenThatIgnoreTermAreKilledToo() throws Exception {
    Path pids = temp.resolve("pids");
    String stubborn = "trap '' TERM; echo $BASHPID >> " + pids + "; while :; do sleep 0.05; done";
    String line =
        "( "
            + stubborn
            + " ) & (setsid bash -c \""
            + "trap '' TERM; echo \\$\\$ >> "
            + pids
            + "; while :; do sleep 0.05; done\" & ) ; sleep 300";
    server.offer(limited(1, line, Duration.ofSeconds(1), null));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.cause()).isEqualTo(Cause.TIME_LIMIT);
    assertThat(Files.readAllLines(pids)).hasSize(2);
    assertGone(pids);
  }

  @Test
  void nothingIsLeftBehindByAPayloadThatEndsWell() throws Exception {
    Path pids = temp.resolve("pids");
    server.offer(shell(1, "nohup sleep 300 & echo $! >> " + pids));
    assertThat(server.awaitEnd(1).cause()).isNull();
    assertGone(pids);
  }

  @Test
  void aPayloadMayEndInTermsOfItsOwn() throws Exception {
    String line = "trap 'echo tidied; exit 7' TERM; echo begun; while :; do sleep 0.02; done";
    server.offer(limited(1, line, Duration.ofMillis(500), null));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.stdoutTail()).isEqualTo("begun\ntidied\n");
    assertThat(report.exitCode()).isEqualTo(7);
    assertThat(report.cause()).isEqualTo(Cause.TIME_LIMIT);
  }

  @Test
  void aPayloadThatTakesTooMuchMemoryIsEnded() throws Exception {
    String greedy = "x=$(head -c 100000000 /dev/zero | tr '\\0' 'x'); while :; do sleep 0.05; done";
    server.offer(limited(1, greedy, Duration.ofMinutes(1), 50));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.cause()).isEqualTo(Cause.MEMORY);
    assertThat(report.message()).contains("50 MiB");
    assertThat(report.peakRssMiB()).isGreaterThan(50);
  }

  @Test
  void aPayloadThatFillsTheDiskIsEnded() throws Exception {
    String greedy = "mkdir a; head -c 50000000 /dev/zero > a/large; while :; do sleep 0.05; done";
    server.offer(limited(1, greedy, Duration.ofMinutes(1), null));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.cause()).isEqualTo(Cause.DISK);
    assertThat(report.message()).contains(LivePilot.MOST_OF_A_JOB + " are allowed");
  }

  @Test
  void aPayloadKilledByASignalSaysWhich() throws Exception {
    server.offer(shell(1, "kill -SEGV $$"));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.cause()).isEqualTo(Cause.EXIT);
    assertThat(report.exitCode()).isEqualTo(139);
    assertThat(report.message()).contains("signal 11");
  }

  @Test
  void withoutAShellThePayloadIsSplitIntoWordsAndNothingElse() throws Exception {
    server.offer(exec(1, "printf '%s|' 'one two' \"three \\\"four\\\"\" $HOME \\; fi\\ ve"));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.stdoutTail()).isEqualTo("one two|three \"four\"|$HOME|;|fi ve|");
  }

  @Test
  void aPayloadThatCannotBeStartedSaysWhy() throws Exception {
    Path plain = Files.writeString(temp.resolve("plain"), "not a program");
    server.offer(exec(1, "no-such-program-anywhere -v"));
    server.offer(exec(2, plain.toString()));
    server.offer(exec(3, "echo 'not closed"));
    server.offer(shell(4, "  "));
    assertNotStarted(1, "'no-such-program-anywhere' is not on the PATH");
    assertNotStarted(2, "plain is not a program that may be run");
    assertNotStarted(3, "in the middle of a quotation");
    assertNotStarted(4, "no payload");
  }

  private void assertNotStarted(long id, String why) throws InterruptedException {
    AttemptReport report = server.awaitEnd(id);
    assertThat(report.cause()).isEqualTo(Cause.NOT_STARTED);
    assertThat(report.exitCode()).isNull();
    assertThat(report.message()).contains(why);
  }

  @Test
  void thePayloadRunsInItsOwnEmptyFolderWithoutInput() throws Exception {
    server.offer(shell(1, "pwd; ls -A; cat; echo $P3S_SCRATCH"));
    String[] lines = server.awaitEnd(1).stdoutTail().split("\n", -1);
    assertThat(lines[0]).endsWith("/1.1/work").isEqualTo(lines[1]);
  }
}
