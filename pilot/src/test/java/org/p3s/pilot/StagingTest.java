package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.p3s.pilot.Offers.SHELL;
import static org.p3s.pilot.Offers.file;
import static org.p3s.pilot.Offers.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.OutputFile;
import org.p3s.xrootd.Xrdfs;

/** What goes into a job and what comes out of it. */
@Timeout(30)
class StagingTest {

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

  private AttemptReport run(String line, List<JobFile> inputs, List<JobFile> outputs)
      throws InterruptedException {
    server.offer(files(1, line, inputs, outputs));
    return server.awaitEnd(1);
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  @Test
  void theFirstExampleOfAllGivesOne() throws Exception {
    Path input = written("input.txt", "TEST1 TEST2\nTEST2\nnothing\n");
    Path output = temp.resolve("made/on/the/way/output.txt");
    AttemptReport report =
        run(
            "grep -c TEST1 $INPTXT > $OUTTXT1",
            List.of(file("INPTXT", "input.txt", input)),
            List.of(file("OUTTXT1", "output.txt", "file://" + output)));
    assertThat(report.cause()).isNull();
    assertThat(report.exitCode()).isZero();
    assertThat(output).hasContent("1");
    assertThat(report.outputs()).containsExactly(new OutputFile("output.txt", 2, "006e003c"));
    try (Stream<Path> around = Files.list(output.getParent())) {
      assertThat(around).containsExactly(output);
    }
  }

  @Test
  void anInputWithTheWrongChecksumIsRefused() throws Exception {
    Path input = written("a", "one\n");
    JobFile wrong = new JobFile("A", "a", input.toString(), 4L, "00000001", false);
    AttemptReport report = run("true", List.of(wrong), List.of());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.exitCode()).isNull();
    assertThat(report.message()).contains(input.toString(), "has adler32", "instead of 00000001");
  }

  @Test
  void anInputOfTheWrongSizeIsRefused() throws Exception {
    Path input = written("a", "one\n");
    JobFile wrong = new JobFile("A", "a", input.toString(), 5L, null, false);
    assertThat(run("true", List.of(wrong), List.of()).message()).contains("4 bytes instead of 5");
  }

  @Test
  void aMissingInputIsNamed() throws Exception {
    AttemptReport report = run("true", List.of(file("A", "a", "/no/such/file")), List.of());
    assertThat(report.cause()).isEqualTo(Cause.STAGE_IN);
    assertThat(report.message()).contains("/no/such/file", "no such file");
  }

  @Test
  void anOptionalInputMayBeMissing() throws Exception {
    JobFile optional = new JobFile("A", "a", "/no/such/file", 5L, null, true);
    AttemptReport report = run("echo $A; test ! -e $A", List.of(optional), List.of());
    assertThat(report.cause()).isNull();
    assertThat(report.stdoutTail()).endsWith("/1.1/in/A/a\n");
  }

  @Test
  void inputsAreLinksUnlessACopyIsWanted() throws Exception {
    Path input = written("a", "one\n");
    List<JobFile> inputs = List.of(file("A", "a", input));
    Map<String, String> copy = Map.of("P3S_EXECMODE", "SHELL", "P3S_MODE", "COPY");
    server.offer(
        Offers.offer(1, "test -L $A", SHELL, inputs, List.of(), Duration.ofMinutes(1), null));
    server.offer(
        Offers.offer(2, "test ! -L $A", copy, inputs, List.of(), Duration.ofMinutes(1), null));
    assertThat(server.awaitEnd(1).cause()).isNull();
    assertThat(server.awaitEnd(2).cause()).isNull();
  }

  @Test
  void filesComeAndGoOverHttp() throws Exception {
    server.files.put("/data/in.txt", "over http".getBytes(StandardCharsets.UTF_8));
    AttemptReport report =
        run(
            "cat $A > $B",
            List.of(file("A", "in.txt", server.uri() + "/data/in.txt")),
            List.of(file("B", "out.txt", server.uri() + "/data/out.txt")));
    assertThat(report.cause()).isNull();
    assertThat(server.files.get("/data/out.txt")).asString().isEqualTo("over http");
    assertThat(server.authorizations).contains("/data/in.txt Bearer attempt-token-1");
  }

  @Test
  void anInputMayBeAtTheServerThatGaveTheJob() throws Exception {
    server.files.put("/api/v1/workflows/7/inputs", "a line".getBytes(StandardCharsets.UTF_8));
    AttemptReport report =
        run(
            "cat $P3S_INPUTS",
            List.of(file("P3S_INPUTS", "inputs.jsonl", "p3s:/api/v1/workflows/7/inputs")),
            List.of());
    assertThat(report.stdoutTail()).isEqualTo("a line");
    assertThat(server.authorizations).contains("/api/v1/workflows/7/inputs Bearer attempt-token-1");
  }

  @Test
  void otherHostsDoNotSeeTheToken() throws Exception {
    try (FakeServer other = new FakeServer()) {
      other.files.put("/in.txt", "elsewhere".getBytes(StandardCharsets.UTF_8));
      AttemptReport report =
          run("cat $A", List.of(file("A", "in.txt", other.uri() + "/in.txt")), List.of());
      assertThat(report.stdoutTail()).isEqualTo("elsewhere");
      assertThat(other.authorizations).containsExactly("/in.txt null");
    }
  }

  @Test
  void hostileNamesGoNowhere() throws Exception {
    Path input = written("a", "one\n");
    List<String> names = List.of("../../evil", "/etc/passwd", "..", "", "a\0b", "x".repeat(300));
    long id = 1;
    for (String name : names) {
      server.offer(files(id, "true", List.of(file("A", name, input)), List.of()));
      AttemptReport report = server.awaitEnd(id++);
      assertThat(report.cause()).as(name).isEqualTo(Cause.STAGE_IN);
      assertThat(report.message()).as(name).contains("is not the name of a file");
    }
    server.offer(files(id, "true", List.of(), List.of(file("../T", "a", (String) null))));
    assertThat(server.awaitEnd(id).cause()).isEqualTo(Cause.STAGE_OUT);
  }

  private void assertIsStaged(String name) throws Exception {
    Path input = written(name, "fine");
    Path output = temp.resolve("out put; rm -rf.txt");
    AttemptReport report =
        run(
            "cat \"$A\" > \"$B\"",
            List.of(file("A", input.getFileName().toString(), input)),
            List.of(file("B", "-rf *.txt", output)));
    assertThat(report.cause()).isNull();
    assertThat(output).hasContent("fine");
  }

  @Test
  void oddNamesAreNoTrouble() throws Exception {
    assertIsStaged("it's \"so\" $(odd).txt");
  }

  @Test
  void namesBeyondAsciiAreNoTrouble() throws Exception {
    assumeTrue(Xrdfs.isSpeakable("ä"), "This locale is poor itself.");
    assertIsStaged("ä.txt");
  }

  @Test
  void allMissingOutputsAreNamedAndNothingIsDelivered() throws Exception {
    Path output = temp.resolve("b");
    AttemptReport report =
        run(
            "echo x > $B",
            List.of(),
            List.of(file("A", "a", temp), file("B", "b", output), file("C", "c", temp)));
    assertThat(report.cause()).isEqualTo(Cause.OUTPUT_MISSING);
    assertThat(report.exitCode()).isZero();
    assertThat(report.message()).contains("a ($A), c ($C)").doesNotContain("b ($B)");
    assertThat(output).doesNotExist();
  }

  @Test
  void anOutputWithTheWrongChecksumIsNotDelivered() throws Exception {
    Path target = temp.resolve("a");
    JobFile declared = new JobFile("A", "a", target.toString(), null, "00000001", false);
    AttemptReport report = run("echo x > $A", List.of(), List.of(declared));
    assertThat(report.cause()).isEqualTo(Cause.STAGE_OUT);
    assertThat(report.message()).contains("instead of 00000001");
    assertThat(target).doesNotExist();
  }

  @Test
  void anOptionalOutputMayBeMissing() throws Exception {
    JobFile optional = new JobFile("A", "a", null, null, null, true);
    assertThat(run("true", List.of(), List.of(optional)).cause()).isNull();
  }

  @Test
  void anOutputThatCannotBePlacedFailsTheJob() throws Exception {
    Path file = written("file", "in the way");
    AttemptReport report =
        run("echo x > $A", List.of(), List.of(file("A", "a", file.resolve("sub/a"))));
    assertThat(report.cause()).isEqualTo(Cause.STAGE_OUT);
    assertThat(report.message()).contains("Output a could not be staged out to " + file);
  }

  @Test
  void aLinkThatThePayloadMadeIsDeliveredAsItsContent() throws Exception {
    Path target = temp.resolve("out");
    AttemptReport report =
        run("echo x > here; ln -s $PWD/here $A", List.of(), List.of(file("A", "a", target)));
    assertThat(report.cause()).isNull();
    assertThat(target).isRegularFile().hasContent("x");
    assertThat(Files.isSymbolicLink(target)).isFalse();
  }

  @Test
  void nothingToDoIsSuccessWithoutOutputs() throws Exception {
    AttemptReport report = run("exit 99", List.of(), List.of(file("A", "a", temp)));
    assertThat(report.exitCode()).isEqualTo(99);
    assertThat(report.cause()).isNull();
  }

  @Test
  void theEnvironmentSaysWhatTheJobIs() throws Exception {
    Path input = written("a", "one\n");
    AttemptReport report = run("env", List.of(file("A", "a", input)), List.of());
    assertThat(report.stdoutTail().lines())
        .contains(
            "P3S_SERVER=" + server.uri(),
            "P3S_SITE=here",
            "P3S_JOB_ID=1",
            "P3S_JOB_UUID=00000000-0000-0000-0000-000000000001",
            "P3S_WORKFLOW_ID=7",
            "P3S_PILOT_ID=1",
            "P3S_PILOT_UUID=70337300-0003-8000-8000-000000000001",
            "P3S_ATTEMPT=1",
            "P3S_RUN=5141",
            "P3S_SUBRUN=3",
            "P3S_STREAM=physics",
            "P3S_DEADLINE=2030-01-01T00:00:00Z",
            "P3S_CORES=1",
            "P3S_UPDATE_URL=" + server.uri() + "/api/v1/jobs/1/progress",
            "P3S_RESULTS_URL=" + server.uri() + "/api/v1/results",
            "P3S_TOKEN=attempt-token-1",
            "TZ=UTC")
        .anyMatch(line -> line.matches("A=.*/1\\.1/in/A/a"))
        .anyMatch(line -> line.matches("P3S_SECONDS_LEFT=\\d+"))
        .noneMatch(line -> line.contains("pilot-1") || line.contains("enrol"));
  }
}
