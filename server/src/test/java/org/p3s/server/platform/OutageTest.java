package org.p3s.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

  @ParameterizedTest
  @ValueSource(strings = {"08006", "53300", "57P01"})
  void theDatabaseFailed(String state) {
    assertThat(Outage.isBehind(new IllegalStateException(new SQLException("gone", state))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "22P02", "40P01"})
  void whatWasAskedFailed(String state) {
    assertThat(Outage.isBehind(new IllegalStateException(new SQLException("bad", state))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sorry, acquisition timeout!",
        "Acquisition timeout while waiting for new connection"
      })
  void aPoolThatHasNoConnectionLeftIsAnOutage(String message) {
    assertThat(Outage.isBehind(new IllegalStateException(new SQLException(message)))).isTrue();
  }

  @Test
  void anErrorWithoutSqlIsNone() {
    assertThat(Outage.isBehind(new IllegalStateException("own"))).isFalse();
    assertThat(Outage.wasLost(new IllegalStateException("own"))).isFalse();
  }
}
