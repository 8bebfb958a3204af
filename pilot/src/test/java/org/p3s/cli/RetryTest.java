package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lost call is repeated, and counts once. */
class RetryTest {

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

  @Test
  void aLostSubmissionIsRepeatedUnderTheSameKey() {
    api.hangUp("POST /api/v1/workflows").answer("POST /api/v1/workflows", 201, "{\"id\":1}");
    assertThat(terminal.run("workflow", "submit", "hello")).isZero();
    assertThat(api.requests).hasSize(2);
    assertThat(api.requests.get(0).key()).isNotBlank().isEqualTo(api.requests.get(1).key());
    assertThat(api.requests.get(0).body()).isEqualTo(api.requests.get(1).body());
  }

  @Test
  void twoSubmissionsHaveTwoKeys() {
    api.answer("POST /api/v1/workflows", 201, "{\"id\":1}");
    terminal.run("workflow", "submit", "hello");
    terminal.run("workflow", "submit", "hello");
    assertThat(api.requests.get(0).key()).isNotEqualTo(api.requests.get(1).key());
  }

  @Test
  void aServerThatAsksForPatienceGetsIt() {
    api.busy("GET /api/v1/jobs").answer("GET /api/v1/jobs", "{\"items\":[]}");
    assertThat(terminal.run("job", "list")).isZero();
    assertThat(api.requests).hasSize(2);
  }

  @Test
  void patienceEnds() {
    api.busy("GET /api/v1/jobs");
    assertThat(terminal.run("job", "list")).isEqualTo(6);
    assertThat(api.requests).hasSize(3);
  }

  @Test
  void aRefusalIsNotRepeated() {
    api.answer("POST /api/v1/workflows", 409, "{\"detail\":\"No.\"}");
    assertThat(terminal.run("workflow", "submit", "hello")).isEqualTo(5);
    assertThat(api.requests).hasSize(1);
  }
}
