package org.p3s.pilot.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void waitsDoubleUpToTheMostAndAreSpread() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
    for (long most : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
      assertThat(backoff.next(null).toMillis()).isBetween(most / 2, most);
    }
    backoff.reset();
    assertThat(backoff.next(null)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theServerMayAskForMore() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
    assertThat(backoff.next(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
  }
}
