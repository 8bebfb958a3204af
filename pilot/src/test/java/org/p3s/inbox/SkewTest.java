package org.p3s.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.p3s.inbox.folder.Entry;

class SkewTest {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final long TWO_SECONDS = 2_000_000_000L;

  private final Skew skew = new Skew(Clock.fixed(NOW, ZoneOffset.UTC));

  private static Entry stamped(long size, Duration before) {
    return new Entry("a", size, NOW.minus(before).toEpochMilli());
  }

  private void grow(Duration behind) {
    skew.note(stamped(1, behind.plusSeconds(2)), stamped(2, behind), TWO_SECONDS);
  }

  private Instant corrected(Duration before) {
    return skew.corrected(NOW.minus(before));
  }

  @Test
  void theTimesOfFilesAreCorrectedByAKnownLag() {
    assertThat(corrected(Duration.ofHours(2))).isEqualTo(NOW.minus(Duration.ofHours(2)));
    grow(Duration.ofHours(2));
    assertThat(skew.largest()).isEqualTo(Duration.ofHours(-2).plusSeconds(2));
    assertThat(corrected(Duration.ofHours(2))).isEqualTo(NOW.minusSeconds(2));
    assertThat(corrected(Duration.ofHours(5)))
        .isEqualTo(NOW.minus(Duration.ofHours(3)).minusSeconds(2));
    // never later than now
    assertThat(corrected(Duration.ofMinutes(1))).isEqualTo(NOW);
  }

  @Test
  void aClockThatIsOffByLessThanAMinuteIsLeftAlone() {
    grow(Duration.ofSeconds(59));
    assertThat(corrected(Duration.ofSeconds(59))).isEqualTo(NOW.minusSeconds(59));
  }

  @Test
  void aLagIsForgottenWhenAFileShowsThatTheClockWasSet() {
    grow(Duration.ofHours(2));
    skew.note(null, stamped(1, Duration.ofSeconds(5)), 0);
    assertThat(corrected(Duration.ofHours(2))).isEqualTo(NOW.minus(Duration.ofHours(2)));
  }

  @Test
  void aTimeThatACopySetsBackSaysNothingOfAClock() {
    skew.note(stamped(1, Duration.ofSeconds(1)), stamped(2, Duration.ofHours(2)), TWO_SECONDS);
    assertThat(skew.largest()).isZero();
    assertThat(corrected(Duration.ofHours(2))).isEqualTo(NOW.minus(Duration.ofHours(2)));
  }
}
