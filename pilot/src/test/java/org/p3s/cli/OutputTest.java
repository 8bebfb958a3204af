package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.Json;

/** Tables for people, the API's JSON for programs, and nothing but data on standard output. */
class OutputTest {

  private static final String PAGE =
      """
      {"items":[
        {"id":8,"name":"b\\u001b[31m","state":"FAILED","run":51,"jobs":5,"jobsLeft":0,
         "createdAt":"2026-11-21T08:15:48.123456Z","reason":"line\\nbreak"},
        {"id":12,"name":"hello","state":"RUNNING","jobs":2,"jobsLeft":2}],
       "next":8}
      """;

  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
    api.answer("GET /api/v1/workflows", PAGE);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aTerminalGetsAnAlignedTable() {
    assertThat(terminal.atScreen().run("workflow", "list")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            ID  NAME    STATE    RUN  JOBS  LEFT  CREATED               DEADLINE  REASON
             8  b [31m  FAILED    51     5     0  2026-11-21T08:15:48Z            line break
            12  hello   RUNNING          2     2
            """);
    assertThat(terminal.err()).isEqualTo("There are more: --cursor 8\n");
  }

  @Test
  void aPipeGetsTheJsonOfTheApi() throws IOException {
    assertThat(terminal.run("workflow", "list")).isZero();
    assertThat(Json.MAPPER.readTree(terminal.out())).isEqualTo(Json.MAPPER.readTree(PAGE));
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void eachCanBeAskedForByName() {
    terminal.run("workflow", "list", "--table");
    assertThat(terminal.out()).startsWith("ID  NAME");
    terminal.atScreen().run("workflow", "list", "--json");
    assertThat(terminal.out()).startsWith("{");
  }

  @Test
  void statesAreColouredAtATerminalAlone() {
    terminal.atScreen().with("NO_COLOR", "").run("workflow", "list");
    assertThat(terminal.out()).contains("\u001b[31mFAILED\u001b[0m");
    terminal.with("NO_COLOR", "1").run("workflow", "list");
    assertThat(terminal.out()).doesNotContain("\u001b");
    terminal.with("NO_COLOR", "").run("workflow", "list", "--json");
    assertThat(terminal.out()).doesNotContain("\u001b");
  }

  @Test
  void anEmptyListIsNoTable() {
    api.answer("GET /api/v1/jobs?state=READY", "{\"items\":[]}");
    assertThat(terminal.atScreen().run("job", "list", "--state", "ready")).isZero();
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).isEqualTo("(none)\n");
  }

  @Test
  void aTemplateIsExportedByteForByte() {
    String graph = "<graphml>\n  <graph id=\"ünï\"/>\n</graphml>\n";
    api.answerWith("GET /api/v1/dag-templates/a%20b?version=2", "application/graphml+xml", graph);
    assertThat(terminal.run("dag", "export", "a b", "--version", "2")).isZero();
    assertThat(terminal.out()).isEqualTo(graph);
  }

  @Test
  void logsArePlainTextAlsoInAPipe() {
    api.answer("GET /api/v1/jobs/7/log?stream=STDERR", "{\"start\":3,\"text\":\"line\\n\"}");
    assertThat(terminal.run("job", "logs", "7", "--stderr")).isZero();
    assertThat(terminal.out()).isEqualTo("line\n");
    assertThat(terminal.err()).contains("3 characters before this are not kept");
  }

  @Test
  void aFollowedLogIsPrintedOnce() {
    api.answer("GET /api/v1/jobs/7", "{\"job\":{\"state\":\"RUNNING\"}}")
        .answer("GET /api/v1/jobs/7", "{\"job\":{\"state\":\"FINISHED\"}}")
        .answer("GET /api/v1/jobs/7/log?stream=STDOUT", "{\"start\":0,\"text\":\"one \"}")
        .answer("GET /api/v1/jobs/7/log?stream=STDOUT", "{\"start\":2,\"text\":\"e two\"}");
    assertThat(terminal.run("job", "logs", "7", "--follow")).isZero();
    assertThat(terminal.out()).isEqualTo("one two");
  }
}
