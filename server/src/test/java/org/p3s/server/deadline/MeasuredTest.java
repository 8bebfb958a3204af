package org.p3s.server.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.p3s.server.deadline.MeasurementStore.Measured;

/** When measurements are enough to decide by. */
class MeasuredTest {

  private static Measured of(long number, double mean, double deviation) {
    return new Measured(1, 0, "", number, mean, mean, deviation, mean, 0, 0, 0, 0);
  }

  @Test
  void fiveOfAboutTheSameAreEnough() {
    assertThat(of(4, 60, 1).isEnough()).isFalse();
    assertThat(of(5, 60, 9).isEnough()).isTrue();
  }

  @Test
  void theMoreTheyDifferTheMoreAreNeeded() {
    assertThat(of(5, 60, 60).isEnough()).isFalse();
    assertThat(of(24, 60, 60).isEnough()).isFalse();
    assertThat(of(26, 60, 60).isEnough()).isTrue();
    // of more than are remembered nothing more is known
    assertThat(of(100_000, 1, 3).isEnough()).isFalse();
  }

  @Test
  void aTenthOfASecondIsExactEnoughForAnything() {
    assertThat(of(5, 0.004, 0.1).isEnough()).isTrue();
  }
}
