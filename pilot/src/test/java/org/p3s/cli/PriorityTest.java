package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose priority is set is said in one way. */
class PriorityTest {

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

  private String sent(String... words) {
    assertThat(terminal.run(words)).as(terminal.err()).isZero();
    return api.requests.get(api.requests.size() - 1).body();
  }

  @Test
  void aRuleHoldsWhatIsGiven() {
    api.answer("POST /api/v1/priorities", "{\"reordered\":3,\"rule\":{\"id\":1}}");
    assertThat(sent("priority", "set", "--template", "t", "--vertex", "v", "-5"))
        .isEqualTo("{\"priority\":-5,\"template\":\"t\",\"vertex\":\"v\"}");
    assertThat(sent("priority", "set", "7", "--run", "5141", "--stream", "raw"))
        .isEqualTo("{\"priority\":7,\"run\":5141,\"stream\":\"raw\"}");
  }

  @Test
  void oneWorkflowOrJobIsChangedWithoutARule() {
    api.answer("PATCH /api/v1/workflows/12", "{\"id\":12,\"priority\":1}");
    api.answer("PATCH /api/v1/jobs/49152", "{\"id\":49152,\"priority\":1}");
    assertThat(sent("priority", "set", "1", "--workflow", "12")).isEqualTo("{\"priority\":1}");
    assertThat(sent("priority", "set", "1", "--job", "49152")).isEqualTo("{\"priority\":1}");
  }

  @Test
  void nothingOrTwoThingsAtOnceAreWrong() {
    assertThat(terminal.run("priority", "set", "1")).isEqualTo(2);
    assertThat(terminal.run("priority", "set", "1", "--run", "1", "--job", "2")).isEqualTo(2);
    assertThat(terminal.run("priority", "set", "1", "--job", "2", "--dry-run")).isEqualTo(2);
    assertThat(terminal.run("priority", "set", "1", "--rnu", "1")).isEqualTo(2);
    assertThat(terminal.run("priority", "set", "high", "--run", "1")).isEqualTo(2);
    assertThat(api.requests).isEmpty();
  }
}
