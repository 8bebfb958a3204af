package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GraceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Grace grace = new Grace(Duration.ofSeconds(5));

  private void runFrom(long second, long to) {
    for (long at = second; at <= to; at++) {
      grace.ran(at * SECOND);
    }
  }

  @Test
  void itLastsSinceTheFirstRun() {
    assertThat(grace.lasts(0)).isZero();
    runFrom(0, 60);
    assertThat(grace.lasts(60 * SECOND)).isEqualTo(Duration.ofSeconds(60));
    assertThat(grace.lasts(61 * SECOND)).isEqualTo(Duration.ofSeconds(61));
  }

  @Test
  void aGapStartsTheCountAnew() {
    runFrom(0, 100);
    assertThat(grace.lasts(110 * SECOND)).isZero();
    runFrom(110, 169);
    assertThat(grace.lasts(169 * SECOND)).isEqualTo(Duration.ofSeconds(59));
  }

  @Test
  void aClockThatWasSetBackDoesToo() {
    runFrom(50, 100);
    assertThat(grace.lasts(99 * SECOND)).isZero();
  }
}
