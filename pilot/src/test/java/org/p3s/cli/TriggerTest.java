package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a trigger on the command line is what the server is told. */
class TriggerTest {

  private static final String TRIGGER =
      "{\"id\":3,\"name\":\"tpc\",\"prescale\":1,\"prescales\":[{\"run\":5141,\"prescale\":10}],\"missed\":7}";

  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
    api.answer("PATCH /api/v1/triggers/3", TRIGGER);
    api.answer("POST /api/v1/triggers/3/pause", TRIGGER);
    api.answer("POST /api/v1/triggers/3/resume", TRIGGER);
    api.answer("POST /api/v1/triggers/test", "{\"state\":\"SELECTED\",\"triggers\":[]}");
    api.answer("GET /api/v1/triggers/3", TRIGGER);
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
  void prescalesNameARunAStreamOrBoth() {
    assertThat(
            sent(
                "trigger",
                "set",
                "3",
                "--prescale-for",
                "5141=10",
                "--prescale-for",
                ":raw=2",
                "--prescale-for",
                "5141:raw=1"))
        .isEqualTo(
            "{\"prescales\":[{\"run\":5141,\"prescale\":10},{\"stream\":\"raw\",\"prescale\":2},"
                + "{\"run\":5141,\"stream\":\"raw\",\"prescale\":1}]}");
    for (String wrong : new String[] {"10", "x=1", "5141=", "5141:=1", "5141:raw"}) {
      assertThat(terminal.run("trigger", "set", "3", "--prescale-for", wrong)).isEqualTo(2);
    }
  }

  @Test
  void limitsAreSetAndTakenBack() {
    assertThat(
            sent(
                "trigger",
                "set",
                "3",
                "--max-backlog",
                "200",
                "--min-size",
                "1000",
                "--max-age",
                "1h",
                "--reserve",
                "0.25"))
        .isEqualTo("{\"maxAge\":\"PT1H\",\"maxBacklog\":200,\"minSize\":1000,\"reserve\":0.25}");
    assertThat(sent("trigger", "set", "3", "--unset", "max-age,eta"))
        .isEqualTo("{\"unset\":[\"maxAge\",\"eta\"]}");
    assertThat(terminal.run("trigger", "set", "3", "--unset", "name")).isEqualTo(2);
  }

  @Test
  void aPauseEndsWithADecisionAboutWhatWasMissed() {
    assertThat(sent("trigger", "pause", "3")).isEmpty();
    assertThat(sent("trigger", "resume", "3", "--missed", "newest"))
        .isEqualTo("{\"missed\":\"newest\"}");
    assertThat(terminal.run("trigger", "resume", "3")).isEqualTo(2);
    assertThat(terminal.run("trigger", "resume", "3", "--missed", "some")).isEqualTo(2);
  }

  @Test
  void aTrialSaysAllThatIsKnownOfAFile() {
    assertThat(
            sent(
                "trigger",
                "test",
                "x.raw",
                "--run",
                "5",
                "--stream",
                "raw",
                "--size",
                "9",
                "--written-at",
                "2026-01-31T12:00:00Z"))
        .isEqualTo(
            "{\"name\":\"x.raw\",\"run\":5,\"stream\":\"raw\",\"size\":9,\"writtenAt\":\"2026-01-31T12:00:00Z\"}");
  }

  @Test
  void aTriggerIsShownWithItsPrescalesAndWhatItHolds() {
    assertThat(terminal.atScreen().run("trigger", "show", "3")).isZero();
    assertThat(terminal.out()).contains("missed").contains("Other prescales").contains("5141");
  }
}
