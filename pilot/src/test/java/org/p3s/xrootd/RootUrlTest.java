package org.p3s.xrootd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RootUrlTest {

  @Test
  void urlsAreReadWithCare() {
    assertThat(RootUrl.of("root://h:1094//a//b/")).hasToString("root://h:1094//a/b");
    assertThat(RootUrl.of("root://h/a").path()).isEqualTo("/a");
    for (String bad :
        List.of(
            "root://",
            "root:///a",
            "root://h",
            "root://-x//a",
            "root://h//a\nb",
            "http://h//a",
            "root://h//a/../b")) {
      assertThatThrownBy(() -> RootUrl.of(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
