package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What happens all the time is logged once an hour. */
class HourlyTest {

  private Instant now = Instant.parse("2026-11-21T00:00:00Z");
  private final Hourly hourly = new Hourly(() -> now);

  @Test
  void theFirstIsSaidAndTheOthersAreCountedForAnHour() {
    assertThat(hourly.count("ts")).isEqualTo(1);
    assertThat(hourly.count("ts")).isZero();
    now = now.plus(Duration.ofMinutes(59));
    assertThat(hourly.count("ts")).isZero();
    now = now.plus(Duration.ofMinutes(2));
    assertThat(hourly.count("ts")).isEqualTo(3);
    assertThat(hourly.count("ts")).isZero();
  }

  @Test
  void eachNameIsSaidByItself() {
    hourly.count("ts");
    assertThat(hourly.count("json[].ts")).isEqualTo(1);
  }

  @Test
  void veryManyNamesAreOne() {
    int said = 0;
    for (int i = 0; i < 10 * Hourly.MOST; i++) {
      said += hourly.count("name " + i) > 0 ? 1 : 0;
    }
    assertThat(said).isEqualTo(Hourly.MOST + 1);
  }
}
