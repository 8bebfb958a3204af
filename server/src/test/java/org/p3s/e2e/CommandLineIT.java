package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped templates through the real command line, server and pilot. */
class CommandLineIT {

  private static final Path TEMPLATES = Program.HOME.resolve("dag-templates");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir static Path folder;

  private static Server server;
  private static Program pilot;

  @BeforeAll
  static void start() {
    server = new Server(folder.resolve("data"), Map.of());
    pilot = server.pilot("real", Map.of("P3S_DAG_TEMPLATES", TEMPLATES.toString()), "--slots", "2");
  }

  @AfterAll
  static void stop() {
    pilot.close();
    server.close();
  }

  private static String p3s(int expected, String... arguments) {
    Program program =
        Program.p3s(Map.of("P3S_SERVER", server.url(), "P3S_TOKEN", Server.ADMIN), arguments);
    int code = program.exitCode(LIMIT);
    assertThat(code).as(program.output()).isEqualTo(expected);
    return program.output();
  }

  /** The input of the old example: one, two and three lines of three kinds. */
  private static Path input() throws IOException {
    return Files.writeString(
        folder.resolve("input.txt"), "TEST1\nfoo\nTEST2\nTEST2\nbar\nTEST3\nTEST3\nTEST3\n");
  }

  @Test
  void threeFiltersCountOneTwoThree() throws IOException {
    input();
    p3s(0, "dag", "import", TEMPLATES.resolve("3filters/3filters.graphml").toString());
    Path files = folder.resolve("files.json");
    Files.writeString(
        files,
        """
        {"source:filter1": {"name": "input.txt", "dirpath": "%1$s"},
         "source:filter2": {"name": "input.txt", "dirpath": "%1$s"},
         "source:filter3": {"name": "input.txt", "dirpath": "%1$s"},
         "filter1:sink": {"name": "output1.txt", "dirpath": "%1$s"},
         "filter2:sink": {"name": "output2.txt", "dirpath": "%1$s"},
         "filter3:sink": {"name": "output3.txt", "dirpath": "%1$s"}}
        """
            .formatted(folder));
    p3s(0, "workflow", "submit", "3filters", "--files", files.toString(), "--wait");
    for (int i = 1; i <= 3; i++) {
      assertThat(folder.resolve("output" + i + ".txt")).content().isEqualTo(i + "\n");
    }
  }

  @Test
  void helloSaysHello() {
    p3s(0, "dag", "import", TEMPLATES.resolve("hello/hello.graphml").toString());
    p3s(0, "workflow", "submit", "hello", "--wait");
    assertThat(p3s(0, "workflow", "list")).contains("FINISHED");
  }

  @Test
  void aRunIsSummedUpWhenItHasEnded() throws IOException {
    p3s(0, "dag", "import", TEMPLATES.resolve("run-summary/run-summary.graphml").toString());
    p3s(0, "trigger", "add", "summary", "summed_.*", "run-summary");
    for (int i = 1; i <= 2; i++) {
      Path file = Files.writeString(folder.resolve("summed_" + i), "12345");
      p3s(0, "file", "announce", file.toString(), "--run", "4711");
    }
    p3s(0, "run", "stop", "4711");
    String last = "items.findAll { it.state == 'FINISHED' && it.run == 4711 }.id.max()";
    Program.await(
        () -> summary(server.admin().get("/workflows?run=4711").path(last)).contains("complete"),
        LIMIT,
        "the last merge of the run");
    assertThat(summary(server.admin().get("/workflows?run=4711").path(last)))
        .isEqualTo("{\"run\": 4711, \"files\": 2, \"bytes\": 10, \"state\": \"complete\"}");
  }

  private static String summary(Integer workflow) {
    if (workflow == null) {
      return "";
    }
    String url = server.admin().get("/workflows/" + workflow).path("files[0].url");
    try {
      return Files.readString(Path.of(url)).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anExportedTemplateIsTheSameVersion() {
    p3s(0, "dag", "import", TEMPLATES.resolve("lartpc-dqm/lartpc-dqm.graphml").toString());
    Path exported = folder.resolve("exported.graphml");
    p3s(0, "dag", "export", "lartpc-dqm", "-o", exported.toString());
    assertThat(p3s(0, "dag", "import", exported.toString(), "--name", "lartpc-dqm"))
        .contains("\"version\" : 1");
  }

  @Test
  void aFailingJobExplainsItself() throws IOException {
    Path job = folder.resolve("job.json");
    Files.writeString(
        job,
        """
        {"name": "fails", "timeout": "30", "payload": "echo so it goes >&2; exit 7", "env": {"P3S_EXECMODE": "SHELL"}}
        """);
    String made = p3s(0, "job", "submit", job.toString());
    String id = made.replaceAll("(?s).*?\"id\" : ([0-9]+).*", "$1");
    Program.await(
        () -> server.admin().get("/jobs/" + id).<String>path("job.state").equals("FAILED"),
        LIMIT,
        "the job to fail");
    assertThat(p3s(0, "job", "explain", id)).contains("Failed by EXIT with exit code 7");
    assertThat(p3s(0, "job", "logs", id, "--stderr")).contains("so it goes");
  }

  @Test
  void whatIsNotThereHasItsExitCode() {
    p3s(3, "workflow", "show", "999999");
    p3s(2, "dag", "import", folder.resolve("nosuch.graphml").toString());
    p3s(0, "whoami");
  }
}
