package org.p3s.server.dqm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedBeginningTest {

  @Test
  void whatAllBeginWithTellsNothing() {
    assertThat(
            SharedBeginning.without(
                List.of("run003611_0001_NHitsAPAU3.png", "run003611_0001_NHitsAPAV12.png")))
        .containsExactly("U3", "V12");
  }

  @Test
  void aNumberIsNotCutInTwo() {
    assertThat(SharedBeginning.without(List.of("a_10.png", "a_11.svg", "a_2.png")))
        .containsExactly("10", "11", "2");
  }

  @Test
  void oneAloneNeedsNothing() {
    assertThat(SharedBeginning.without(List.of("a.png"))).containsExactly("");
    assertThat(SharedBeginning.without(List.of())).isEmpty();
  }

  @Test
  void equalOnesCannotBeToldApart() {
    assertThat(SharedBeginning.without(List.of("a.png", "a.png"))).containsExactly("", "");
  }
}
