package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.pilot.Offers.shell;

import java.io.IOException;
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
import org.p3s.pilot.PilotSettings.Limits;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeRequest;

@Timeout(30)
class AgentTest {

  @TempDir Path temp;
  private FakeServer server;
  private LivePilot pilot;

  @BeforeEach
  void serve() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void end() throws InterruptedException {
    if (pilot != null) {
      pilot.close();
    }
    server.close();
  }

  private void start(int slots, Limits limits) throws IOException {
    pilot = new LivePilot(server.uri(), temp.resolve("scratch"), slots, limits);
  }

  private void start() throws IOException {
    start(1, LivePilot.limits());
  }

  @Test
  void aServerThatIsNotReadyYetIsAskedAgain() throws Exception {
    server.failNext(503);
    start();
    server.await("registration", () -> server.registrations.size() == 1);
    assertThat(pilot.log()).contains("cannot register").contains("HTTP 503");
  }

  @Test
  void aWrongTokenIsFinal() throws Exception {
    server.failNext(401);
    start();
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.NOT_ALLOWED);
    assertThat(pilot.log()).contains("the enrolment token is not accepted");
  }

  @Test
  void aRefusedRegistrationIsFinal() throws Exception {
    server.failNext(422);
    start();
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.WRONG_USAGE);
  }

  @Test
  void theReportOfAJobAndTheClaimOfTheNextTravelTogether() throws Exception {
    start();
    server.offer(shell(1, "true"));
    server.awaitEnd(1);
    server.offer(shell(2, "true"));
    server.awaitEnd(2);
    server.offer(shell(3, "true"));
    server.awaitEnd(3);
    assertThat(server.exchanges).hasSize(4);
    ExchangeRequest second = server.exchanges.get(1);
    assertThat(second.reports()).extracting(AttemptReport::jobId).containsExactly(1L);
    assertThat(second.want()).isEqualTo(1);
    assertThat(second.running()).isEmpty();
  }

  @Test
  void aLongJobIsReportedWhenItStartsAndListedWhileItRuns() throws Exception {
    start();
    Path go = temp.resolve("go");
    server.offer(shell(1, "until [ -e " + go + " ]; do sleep 0.05; done"));
    assertThat(server.awaitStart(1).startedAt()).isNotNull();
    ExchangeRequest last = server.exchanges.get(server.exchanges.size() - 1);
    assertThat(last.running()).containsExactly(new AttemptId(1, 1));
    assertThat(last.want()).isZero();
    Files.createFile(go);
    assertThat(server.awaitEnd(1).cause()).isNull();
  }

  @Test
  void aJobOfferedTwiceIsStartedOnce() throws Exception {
    Path trace = temp.resolve("trace");
    server.loseAnswers(true);
    start(2, LivePilot.limits());
    server.offer(shell(1, "echo once >> " + trace));
    server.await("first exchange", () -> server.exchanges.size() == 1);
    server.loseAnswers(false);
    server.awaitEnd(1);
    server.offer(shell(1, "echo once >> " + trace));
    server.offer(shell(2, "echo two >> " + trace));
    server.awaitEnd(2);
    assertThat(trace).hasContent("once\ntwo");
  }

  @Test
  void aReportOutlivesAnOutageOfTheServer() throws Exception {
    start();
    Path go = temp.resolve("go");
    server.offer(shell(1, "until [ -e " + go + " ]; do sleep 0.05; done; echo survived"));
    server.awaitStart(1);
    server.goAway();
    Files.createFile(go);
    List<Path> spooled = awaitSpooled();
    assertThat(Files.readString(spooled.get(0))).contains("survived");
    server.comeBack();
    assertThat(server.awaitEnd(1).stdoutTail()).isEqualTo("survived\n");
    assertThat(pilot.log()).contains("payloads go on");
    server.offer(shell(2, "true"));
    server.await("the outage is over", () -> pilot.log().contains("the server answers again"));
  }

  private List<Path> awaitSpooled() throws Exception {
    return server.await(
        "a report in the spool",
        () -> {
          try (Stream<Path> files = Files.walk(temp.resolve("scratch"))) {
            List<Path> found = files.filter(f -> f.toString().endsWith("spool/1.1.json")).toList();
            return found.isEmpty() ? null : found;
          } catch (IOException e) {
            return null;
          }
        });
  }

  @Test
  void anAbortedPayloadDiesAndIsNotReported() throws Exception {
    start();
    Path trace = temp.resolve("pid");
    server.offer(shell(1, "echo $$ > " + trace + "; sleep 300"));
    server.awaitStart(1);
    long pid = Long.parseLong(Files.readString(trace).strip());
    server.command(new Command(Command.Kind.ABORT, new AttemptId(1, 1), "cancelled"));
    server.offer(shell(2, "true"));
    server.awaitEnd(2);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(server.reports).noneMatch(r -> r.jobId() == 1 && r.endedAt() != null);
  }

  @Test
  void aPilotThatWasGivenUpKillsItsPayloadsAndRegistersAnew() throws Exception {
    start();
    Path trace = temp.resolve("pid");
    server.offer(shell(1, "echo $$ > " + trace + "; sleep 300"));
    server.awaitStart(1);
    long pid = Long.parseLong(Files.readString(trace).strip());
    server.command(new Command(Command.Kind.REGISTER, null, "lease is over"));
    server.await("second registration", () -> server.registrations.size() == 2);
    server.offer(shell(2, "true"));
    server.awaitEnd(2);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(server.authorizations).anyMatch(a -> a.endsWith("/exchange Bearer pilot-2"));
    assertThat(server.reports).noneMatch(r -> r.jobId() == 1 && r.endedAt() != null);
  }

  @Test
  void drainingFinishesWhatRuns() throws Exception {
    start();
    Path go = temp.resolve("go");
    server.offer(shell(1, "until [ -e " + go + " ]; do sleep 0.05; done"));
    server.awaitStart(1);
    server.command(new Command(Command.Kind.DRAIN, null, "maintenance"));
    server.offer(shell(2, "true"));
    server.await("command is taken", () -> pilot.log().contains("maintenance"));
    Files.createFile(go);
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.DONE);
    assertThat(server.awaitEnd(1).cause()).isNull();
    assertThat(server.isSignedOff()).isTrue();
    assertThat(server.reports).noneMatch(r -> r.jobId() == 2);
  }

  @Test
  void aSignalEndsWhatStillRunsAfterTheDrainTime() throws Exception {
    start();
    Path trace = temp.resolve("pid");
    server.offer(shell(1, "echo $$ > " + trace + "; sleep 300"));
    server.awaitStart(1);
    long pid = Long.parseLong(Files.readString(trace).strip());
    pilot.stop();
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.DONE);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(server.isSignedOff()).isTrue();
    assertThat(server.reports)
        .as("the server releases what a pilot still holds when it signs off")
        .noneMatch(r -> r.endedAt() != null);
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void anIdlePilotEnds() throws Exception {
    Limits some = LivePilot.limits();
    start(1, with(some, Duration.ofMillis(200), 0, null));
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.DONE);
    assertThat(server.isSignedOff()).isTrue();
  }

  @Test
  void aPilotTakesNoMoreJobsThanItMay() throws Exception {
    server.offer(shell(1, "true"));
    server.offer(shell(2, "true"));
    server.offer(shell(3, "true"));
    start(2, with(LivePilot.limits(), null, 2, null));
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.DONE);
    assertThat(server.reports).extracting(AttemptReport::jobId).containsOnly(1L, 2L);
  }

  @Test
  void aPilotEndsWithItsMaster() throws Exception {
    Process master = new ProcessBuilder("sleep", "300").start();
    Limits some = with(LivePilot.limits(), null, 0, master.pid());
    start(1, some);
    server.await("exchange", () -> !server.exchanges.isEmpty());
    master.destroyForcibly();
    assertThat(pilot.awaitEnding()).isEqualTo(Ending.DONE);
    assertThat(server.isSignedOff()).isTrue();
  }

  @Test
  void aFullDiskStopsTheIntake() throws Exception {
    Limits some = LivePilot.limits();
    Limits impossible =
        new Limits(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            null,
            0,
            null,
            some.drainTime(),
            some.killGrace(),
            some.giveUp(),
            false,
            null);
    server.offer(shell(1, "true"));
    start(1, impossible);
    server.await("exchange", () -> !server.exchanges.isEmpty());
    assertThat(server.exchanges).allMatch(e -> e.want() == 0);
    assertThat(pilot.log()).contains("scratch is nearly full");
  }

  @Test
  void theLogTravelsWhileThePayloadRuns() throws Exception {
    start();
    Path go = temp.resolve("go");
    String line = "printf 'one \\303\\244 \\360\\237\\230\\200\\0 \\377\\n'; ";
    server.offer(shell(1, line + "until [ -e " + go + " ]; do sleep 0.05; done; echo two"));
    server.await("a chunk", () -> !server.chunks.isEmpty());
    assertThat(server.chunks.get(0).text()).isEqualTo("one ä 😀 \uFFFD\n");
    Files.createFile(go);
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.stdoutTail()).isEqualTo("one ä 😀 \uFFFD\ntwo\n");
    assertThat(server.chunks.get(1).text()).isEqualTo("two\n");
    assertThat(server.chunks.get(1).offset()).isEqualTo(10);
  }

  @Test
  void aPayloadThatFailsSaysHow() throws Exception {
    start();
    server.offer(shell(1, "echo oops >&2; exit 3"));
    AttemptReport report = server.awaitEnd(1);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.cause()).isEqualTo(Cause.EXIT);
    assertThat(report.stderrTail()).isEqualTo("oops\n");
    assertThat(report.message()).contains("exit code 3");
  }

  private static Limits with(Limits some, Duration idle, int maxJobs, Long stopWith) {
    return new Limits(
        some.minFreeDisk(),
        some.maxJobDisk(),
        idle,
        maxJobs,
        some.maxLifetime(),
        some.drainTime(),
        some.killGrace(),
        some.giveUp(),
        false,
        stopWith);
  }
}
