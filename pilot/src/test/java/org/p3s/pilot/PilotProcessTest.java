package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.p3s.pilot.Offers.shell;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Json;

/** The pilot as the operating system sees it. */
@Timeout(60)
class PilotProcessTest {

  @TempDir Path temp;
  private FakeServer server;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
    server.close();
  }

  private Process pilot(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("org.p3s.cli.P3s", "pilot", "--server", server.uri().toString()));
    command.addAll(List.of("--scratch", temp.resolve("scratch").toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log());
    builder.environment().put("P3S_TOKEN", "enrol");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private File log() {
    return temp.resolve("log").toFile();
  }

  private long awaitPid(Path file) throws InterruptedException {
    return server.await(
        "a process id in " + file,
        () -> {
          try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? null : Long.valueOf(text);
          } catch (IOException e) {
            return null;
          }
        });
  }

  @Test
  void aKilledPilotTakesItsPayloadsAlongAndTheNextOneTidiesUp() throws Exception {
    Path child = temp.resolve("child");
    Path stray = temp.resolve("stray");
    Process pilot = pilot();
    server.offer(
        shell(
            1,
            "trap '' TERM; echo $$ > "
                + child
                + "; (setsid bash -c 'echo $$ > "
                + stray
                + "; while :; do sleep 0.05; done' &); while :; do sleep 0.05; done"));
    long first = awaitPid(child);
    long second = awaitPid(stray);
    pilot.destroyForcibly().waitFor();
    server.await(
        "death of the payload",
        () -> ProcessHandle.of(first).isEmpty() && ProcessHandle.of(second).isEmpty());
    assertThat(temp.resolve("scratch")).isNotEmptyDirectory();

    Process next = pilot("--max-jobs", "1");
    server.await("the dead pilot is signed off", server::isSignedOff);
    server.offer(shell(2, "true"));
    assertThat(next.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void theNextPilotDeliversTheReportsOfADeadOne() throws Exception {
    Path dead = temp.resolve("scratch").resolve(deadName());
    Files.createDirectories(dead.resolve("spool"));
    Files.createFile(dead.resolve("lock"));
    Files.writeString(dead.resolve("identity.json"), IDENTITY);
    AttemptReport report =
        new AttemptReport(
            9, 1, AttemptReport.Phase.ENDED, 0, null, null, null, null, null, null, "", "");
    Files.write(dead.resolve("spool/9.1.json"), Json.MAPPER.writeValueAsBytes(report));
    pilot();
    assertThat(server.awaitEnd(9).exitCode()).isZero();
    assertThat(server.authorizations).contains("/api/v1/pilots/77/exchange Bearer old-token");
    server.await("the folder is gone", () -> !Files.exists(dead));
  }

  private static final String IDENTITY =
      "{\"pilotId\":77,\"token\":\"old-token\",\"heartbeat\":\"PT10S\",\"lease\":\"PT60S\"}";

  private static String deadName() {
    return Node.host().replaceAll("[^A-Za-z0-9.]", "_") + "-1-dead";
  }

  @Test
  void termDrainsAndSignsOff() throws Exception {
    Process pilot = pilot("--drain-time", "PT0.2S", "--kill-grace", "PT0.2S");
    server.offer(shell(1, "sleep 300"));
    server.awaitStart(1);
    pilot.destroy();
    assertThat(pilot.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(pilot.exitValue()).isZero();
    assertThat(server.isSignedOff()).isTrue();
    assertThat(log()).content().contains("taking no more jobs: a signal");
  }

  @Test
  void wrongUsageIsTwoAndAWrongTokenIsFour() throws Exception {
    assertThat(exitOf(pilot("--slots", "many"))).isEqualTo(2);
    assertThat(exitOf(pilot("--min-free-disk", "lots"))).isEqualTo(2);
    server.failNext(403);
    assertThat(exitOf(pilot())).isEqualTo(4);
    assertThat(log()).content().contains("token is not accepted").hasLineCount(1);
  }

  @Test
  void aServerThatStaysAwayIsSix() throws Exception {
    server.goAway();
    assertThat(exitOf(pilot("--give-up", "PT0.1S"))).isEqualTo(6);
    assertThat(log()).content().contains("cannot register").doesNotContain("\tat ");
  }

  private static int exitOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
