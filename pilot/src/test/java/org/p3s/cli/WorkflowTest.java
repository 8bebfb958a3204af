package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.Json;

/** What is submitted, and how its end is awaited. */
class WorkflowTest {

  private static final String POST = "POST /api/v1/workflows";
  private static final String GET = "GET /api/v1/workflows/5";

  @TempDir Path folder;
  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
    api.answer(POST, 201, workflow("RUNNING", 2));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static String workflow(String state, int left) {
    return """
        {"id":5,"name":"w","state":"%s","jobs":2,"jobsLeft":%d,"jobList":[
          {"id":20480,"name":"filter","state":"%s","reason":"exit code 3"}]}
        """
        .formatted(state, left, state);
  }

  @Test
  void onlyWhatIsSaidIsSent() throws IOException {
    terminal.run("workflow", "submit", "hello");
    assertThat(Json.MAPPER.readTree(api.only().body()))
        .isEqualTo(Json.MAPPER.readTree("{\"template\":\"hello\"}"));
  }

  @Test
  void everythingThatIsSaidIsSent() throws IOException {
    Path files = Files.writeString(folder.resolve("f.json"), "{\"a:b\":{\"name\":\"x\"}}");
    Path jobs = Files.writeString(folder.resolve("j.json"), "{\"a\":{\"payload\":\"p\"}}");
    String options =
        "--version 3 --name n --run 51 --eta 10m --priority -2 --no-start --files %s --jobs %s"
            .formatted(files, jobs);
    terminal.run(("workflow submit t " + options).split(" ", -1));
    assertThat(Json.MAPPER.readTree(api.only().body()))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"template":"t","version":3,"name":"n","run":51,"eta":"PT10M","priority":-2,"start":false,
                 "files":{"a:b":{"name":"x"}},"jobs":{"a":{"payload":"p"}}}
                """));
  }

  @Test
  void filesCanBeNamedByRule() {
    terminal.run("workflow", "submit", "t", "--files", "inherit:run51");
    assertThat(api.only().body()).contains("\"files\":\"inherit:run51\"");
  }

  @Test
  void waitingEndsWellWhenItFinished() throws IOException {
    api.answer(GET, workflow("RUNNING", 1)).answer(GET, workflow("FINISHED", 0));
    assertThat(terminal.run("workflow", "submit", "t", "--wait")).isZero();
    assertThat(Json.MAPPER.readTree(terminal.out()).path("state").asText()).isEqualTo("FINISHED");
    assertThat(terminal.err())
        .contains("RUNNING, 0 of 2 jobs ended", "RUNNING, 1 of 2 jobs ended", "FINISHED, 2 of 2");
  }

  @Test
  void waitingEndsBadlyWhenItFailedAndSaysWhichJob() {
    api.answer(GET, workflow("FAILED", 0));
    assertThat(terminal.run("workflow", "submit", "t", "--wait")).isEqualTo(1);
    assertThat(terminal.err()).contains("Job 20480 filter failed: exit code 3");
  }

  @Test
  void waitingTakesNoLongerThanItMay() {
    api.answer(GET, workflow("RUNNING", 1));
    assertThat(terminal.run("workflow", "submit", "t", "--wait", "--timeout", "PT0.6S"))
        .isEqualTo(7);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aServerThatIsAwayIsWaitedFor() {
    for (int i = 0; i < 3; i++) {
      api.busy(GET);
    }
    api.answer(GET, workflow("FINISHED", 0));
    assertThat(terminal.run("workflow", "submit", "t", "--wait")).isZero();
    assertThat(terminal.err()).contains("The server is away");
  }
}
