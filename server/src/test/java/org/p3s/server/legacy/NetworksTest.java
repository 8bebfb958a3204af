package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

  private final Networks networks =
      Networks.of(List.of("127.0.0.0/8", " ::1", "10.1.0.0/16", "192.168.7.9", "2001:db8::/32"));

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.9.9.9", "::1", "10.1.255.1", "192.168.7.9", "2001:db8:1::5"})
  void areIn(String address) {
    assertThat(networks.contain(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"128.0.0.1", "::2", "10.2.0.1", "192.168.7.8", "2001:db9::1", "nonsense.invalid"})
  void areOut(String address) {
    assertThat(networks.contain(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.1/16", "10.1.0.0/33", "10.1.0.0/", "localhost", "::1/129", "*"})
  void areNone(String text) {
    assertThatThrownBy(() -> Networks.of(List.of(text)))
        .hasMessageContaining("P3S_LEGACY_NETWORKS: '" + text + "' is no network");
  }

  @Test
  void noneAtAllLetsNobodyIn() {
    assertThat(Networks.of(List.of()).contain("127.0.0.1")).isFalse();
  }
}
