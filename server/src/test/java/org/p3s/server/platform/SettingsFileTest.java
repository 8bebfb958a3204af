package org.p3s.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

  @TempDir Path data;

  private void apply(String content) throws IOException, CannotStart {
    Files.writeString(data.resolve(SettingsFile.NAME), content);
    SettingsFile.apply(data);
  }

  @Test
  void aSettingOfTheFileCounts() throws Exception {
    String before = System.clearProperty("p3s.keep-files");
    try {
      assertThat(SettingsFile.isSet("p3s.keep-files")).isFalse();
      apply("p3s.keep-files=PT7H");
      assertThat(SettingsFile.isSet("p3s.keep-files")).isTrue();
      assertThat(System.getProperty("p3s.keep-files")).isEqualTo("PT7H");
    } finally {
      if (before == null) {
        System.clearProperty("p3s.keep-files");
      } else {
        System.setProperty("p3s.keep-files", before);
      }
    }
  }

  @Test
  void anUnknownNameIsRefused() {
    for (String name : new String[] {"p3s.keepfiles", "p3s.tokn", "quarkus.http.port", "inbox"}) {
      assertThatThrownBy(() -> apply(name + "=1"))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("'" + name + "' is no setting")
          .hasMessageContaining("p3s.keep-files, ");
    }
  }

  @Test
  void whatIsNeededEarlierIsAVariableOnly() {
    assertThatThrownBy(() -> apply("p3s.db.url=x"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("set the variable P3S_DB_URL instead");
    assertThatThrownBy(() -> apply("p3s.port=1"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("P3S_PORT");
  }
}
