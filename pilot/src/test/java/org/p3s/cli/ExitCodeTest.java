package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit codes are a contract with scripts, and what is wrong is said in sentences. */
class ExitCodeTest {

  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({"400,2", "403,4", "404,3", "409,5", "410,5", "413,2", "422,2", "429,8", "500,1"})
  void eachProblemHasItsCode(int status, int code) {
    api.answer("GET /api/v1/jobs/7", status, "{\"title\":\"T\",\"detail\":\"The reason.\"}");
    assertThat(terminal.run("job", "show", "7")).isEqualTo(code);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).isEqualTo("p3s: The reason\n");
  }

  @Test
  void withoutATokenItSaysHowToGiveOne() {
    api.answer("GET /api/v1/jobs/7", 401, "{\"detail\":\"Open the login link.\"}");
    assertThat(terminal.run("job", "show", "7")).isEqualTo(4);
    assertThat(terminal.err()).contains("needs a valid token", "--token", "P3S_TOKEN");
  }

  @Test
  void aServerThatIsNotThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    terminal = new Terminal("http://127.0.0.1:" + port);
    assertThat(terminal.run("job", "list")).isEqualTo(6);
    assertThat(terminal.err())
        .contains("No p3s server answers at http://127.0.0.1:" + port + " (connection refused)")
        .contains("--server")
        .hasLineCount(1);
  }

  @Test
  void somethingElseAnswers() {
    api.answerWith("GET /api/v1/jobs/7", "text/html", "<html>Welcome");
    assertThat(terminal.run("job", "show", "7")).isEqualTo(6);
    assertThat(terminal.err()).contains("is no p3s server");
  }

  @Test
  void everyViolationIsListedWithItsLine() {
    api.answer(
        "POST /api/v1/jobs",
        422,
        """
        {"detail":"2 things are wrong with the input.","violations":[
          {"field":"name","message":"name must not be blank"},
          {"field":"payload","line":3,"message":"payload must be a text"}]}
        """);
    assertThat(terminal.typing("[{}]").run("job", "submit", "-")).isEqualTo(2);
    assertThat(terminal.err())
        .isEqualTo(
            """
            p3s: 2 things are wrong with the input:
              name must not be blank
              line 3: payload must be a text
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "job show abc,'abc' is no id",
    "job show -1,'-1' is no id",
    "worklow list,p3s workflow",
    "job list --stat READY,--state",
    "job list --state HUNGRY,expected one of",
    "workflow submit,TEMPLATE",
    "workflow submit t --eta soon,'soon' is no duration such as PT10M",
    "workflow submit t --timeout 5m,--timeout needs --wait",
    "workflow submit t --wait --no-start,would wait for ever",
    "workflow submit t --files /nonexistent.json,/nonexistent.json does not exist",
    "pilots drain,Missing required",
    "job list --server gopher://x,no server address",
    "demo --port 0,--port must be between",
    "demo --files -1,--files cannot be negative",
  })
  void wrongUsage(String command, String part) {
    assertThat(terminal.run(command.split(" ", -1))).isEqualTo(2);
    assertThat(terminal.err()).contains(part);
    assertThat(terminal.out()).isEmpty();
    assertThat(api.requests).isEmpty();
  }

  @Test
  void brokenJsonIsToldWithItsPlace() {
    assertThat(terminal.typing("[\n{\"name\": oops}]").run("job", "submit", "-")).isEqualTo(2);
    assertThat(terminal.err()).contains("-, line 2, column").contains("this is no JSON");
    assertThat(terminal.typing("{} {}").run("job", "submit", "-")).isEqualTo(2);
    assertThat(terminal.typing("").run("job", "submit", "-")).isEqualTo(2);
    assertThat(api.requests).isEmpty();
  }

  @Test
  void pingTellsReadyFromAnswering() {
    api.answer("GET /q/health/ready", "{\"status\":\"UP\",\"checks\":[]}");
    assertThat(terminal.run("ping")).isZero();
    api.answer(
        "GET /q/health/ready",
        503,
        "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"DOWN\"}]}");
    assertThat(terminal.atScreen().run("ping")).isEqualTo(1);
    assertThat(terminal.out()).contains("DOWN").contains("database");
  }

  @Test
  void helpIsEverywhere() {
    for (String command :
        new String[] {"", "dag", "dag export", "workflow submit", "job logs", "trigger add"}) {
      String[] args = (command + " --help").strip().split(" ", -1);
      assertThat(terminal.run(args)).as(command).isZero();
      assertThat(terminal.out()).startsWith(("Usage: p3s " + command).strip());
    }
  }
}
