package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each verb changes what it is named for and leaves the rest as it is. */
class JobTypesTest {

  private static final String TYPE =
      "{\"name\":\"a/b\",\"limit\":3,\"paused\":false,\"held\":3,\"ready\":12,\"comment\":\"\"}";

  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
    api.answer("PATCH /api/v1/job-types/a%2Fb", TYPE);
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
  void aLimitIsANumberOrNone() {
    assertThat(sent("job-types", "limit", "a/b", "3")).isEqualTo("{\"limit\":3}");
    assertThat(sent("job-types", "limit", "a/b", "--none")).isEqualTo("{\"limit\":null}");
    assertThat(terminal.run("job-types", "limit", "a/b")).isEqualTo(2);
    assertThat(terminal.run("job-types", "limit", "a/b", "3", "--none")).isEqualTo(2);
  }

  @Test
  void aPauseMaySayWhy() {
    assertThat(sent("job-types", "pause", "a/b", "--comment", "no calibration"))
        .isEqualTo("{\"paused\":true,\"comment\":\"no calibration\"}");
    assertThat(sent("job-types", "resume", "a/b")).isEqualTo("{\"paused\":false}");
  }

  @Test
  void theListShowsWhatWaitsBehindALimit() {
    api.answer("GET /api/v1/job-types", "{\"items\":[" + TYPE + "],\"next\":null}");
    assertThat(terminal.atScreen().run("job-types", "list")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            NAME  LIMIT  PAUSED  HELD  READY  COMMENT  BY  CHANGED
            a/b       3  false      3     12
            """);
  }
}
