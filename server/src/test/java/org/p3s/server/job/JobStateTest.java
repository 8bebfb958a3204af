package org.p3s.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStateTest {

  @ParameterizedTest
  @EnumSource
  void whatEndsNeverChanges(JobState state) {
    assertThat(state.next().isEmpty()).isEqualTo(state.isTerminal());
  }

  @ParameterizedTest
  @EnumSource(names = {"DISPATCHED", "RUNNING"})
  void whatAPilotHoldsCanGoBackIntoTheQueue(JobState state) {
    assertThat(state.next()).contains(JobState.READY, JobState.CANCELLED);
    assertThat(state.isHeld()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nothingRunsThatWasNotGivenAway(JobState state) {
    assertThat(state.next().contains(JobState.RUNNING)).isEqualTo(state == JobState.DISPATCHED);
  }
}
