package org.p3s.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmallStepsTest {

  private static int next(int size, int tookMillis) {
    return SmallSteps.next(size, Duration.ofMillis(tookMillis).toNanos());
  }

  @Test
  void aStepThatTookTooLongIsFollowedByASmallerOneAtOnce() {
    assertThat(next(1_000, 100)).isEqualTo(100);
    assertThat(next(64, 20)).isEqualTo(32);
    assertThat(next(3, 10_000)).isEqualTo(1);
  }

  @Test
  void quickStepsGrowSlowlyAndNotForEver() {
    assertThat(next(16, 1)).isEqualTo(32);
    assertThat(next(16, 8)).isEqualTo(20);
    assertThat(next(1_000, 0)).isEqualTo(1_024);
  }
}
