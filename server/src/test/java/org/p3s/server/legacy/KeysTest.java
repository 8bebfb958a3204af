package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.p3s.server.platform.Refusal;

/** Lists of numbers as old clients write them. */
class KeysTest {

  @Test
  void oneNumberIsItself() {
    assertThat(Keys.of("7").all()).containsExactly(7L);
  }

  @Test
  void aRangeHasBothItsEnds() {
    assertThat(Keys.of("3-6").all()).containsExactly(3L, 4L, 5L, 6L);
    assertThat(Keys.of("3-6").firsts()).containsExactly(3L);
    assertThat(Keys.of("3-6").lasts()).containsExactly(6L);
  }

  @Test
  void numbersAndRangesMayBeMixedAndSpaced() {
    assertThat(Keys.of("1, 4 ,8-9").all()).containsExactly(1L, 4L, 8L, 9L);
  }

  @Test
  void aRangeThatGoesBackwardsHoldsNothing() {
    assertThat(Keys.of("9-3").all()).isEmpty();
  }

  @Test
  void tenThousandNumbersAreNotTooMany() {
    assertThat(Keys.of("1-10000").all()).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-10001",
        "1-5000,1-5001",
        "0-999999999999999999",
        "0-999999999999999999,0-999999999999999999"
      })
  void whoMeansAllHasToSaySo(String text) {
    Keys keys = Keys.of(text);
    assertThatThrownBy(keys::all).isInstanceOf(Refusal.class).hasMessageContaining("at most 10000");
  }

  @Test
  void theFieldIsNamedThatNamesTooMany() {
    assertThatThrownBy(() -> Keys.of("run", "1-10001").all())
        .hasMessageContaining("run must name at most");
  }

  static Stream<String> nonsense() {
    return Stream.of(
        "",
        " ",
        ",",
        "1,",
        "-1",
        "1-",
        "1--2",
        "1-2-3",
        "seven",
        "1;2",
        "1.5",
        "0x1",
        "1\0",
        "٣",
        "1".repeat(19),
        "ALL");
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Keys.of(text))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no list of numbers");
  }
}
