package org.p3s.server.web.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void theErrorHasTwoDigitsAndTheValueEndsAtTheSamePlace() {
    assertThat(Numbers.measured(3.14159, 0.02345)).isEqualTo("3.142 ± 0.023");
    assertThat(Numbers.measured(1234.5678, 12.3)).isEqualTo("1235 ± 12");
    assertThat(Numbers.measured(98_765, 1234.0)).isEqualTo("98800 ± 1200");
    assertThat(Numbers.measured(4, 0.5)).isEqualTo("4.00 ± 0.50");
    assertThat(Numbers.measured(2, 0.0)).isEqualTo("2 ± 0");
  }

  @Test
  void withoutAnErrorThereAreFourDigits() {
    assertThat(Numbers.measured(3.14159, null)).isEqualTo("3.142");
    assertThat(Numbers.plain(2560)).isEqualTo("2560");
    assertThat(Numbers.plain(0.000012345)).isEqualTo("0.00001234");
    assertThat(Numbers.plain(1.5e12)).isEqualTo("1.5E+12");
    assertThat(Numbers.plain(Double.NaN)).isEqualTo("NaN");
  }
}
