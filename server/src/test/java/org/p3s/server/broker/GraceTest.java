package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GraceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Grace grace = new Grace(Duration.ofSeconds(60), Duration.ofSeconds(5));

  private void runFrom(long second, long to) {
    for (long at = second; at <= to; at++) {
      grace.ran(at * SECOND);
    }
  }

  @Test
  void nobodyIsGivenUpBeforeAWholeLease() {
    runFrom(0, 59);
    assertThat(grace.isOver(59 * SECOND)).isFalse();
    runFrom(60, 60);
    assertThat(grace.isOver(60 * SECOND)).isTrue();
  }

  @Test
  void aGapStartsTheCountAnew() {
    runFrom(0, 100);
    assertThat(grace.isOver(110 * SECOND)).isFalse();
    runFrom(110, 169);
    assertThat(grace.isOver(169 * SECOND)).isFalse();
    runFrom(170, 170);
    assertThat(grace.isOver(170 * SECOND)).isTrue();
  }
}
