package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder on this host whose files are announced to a server elsewhere. */
@Timeout(30)
class WatchTest {

  @TempDir Path folder;
  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private int watch(String... more) {
    String options = "watch %s --settle PT0S --rescan PT0.2S ".formatted(folder);
    return terminal.run((options + String.join(" ", more)).strip().split(" ", -1));
  }

  @Test
  void filesAreAnnouncedUntilTheTokenIsRefused() throws IOException {
    Files.writeString(folder.resolve("a.raw"), "four");
    Files.writeString(folder.resolve("b.raw"), "five!");
    api.busy("POST /api/v1/files")
        .answer(
            "POST /api/v1/files",
            "{\"items\":[{\"name\":\"a.raw\",\"state\":\"SELECTED\",\"isNew\":true}]}");
    Thread third = new Thread(this::addFileOnceTheFirstAreKnown);
    third.start();
    assertThat(watch("--url-prefix", "root://daq//out")).isEqualTo(4);
    assertThat(api.requests.get(1).body())
        .contains("\"url\":\"root://daq//out/a.raw\"", "\"size\":4", "\"name\":\"b.raw\"");
    assertThat(terminal.out()).contains("\"state\":\"SELECTED\"");
    assertThat(terminal.err()).contains("Watching " + folder, "p3s: The token was revoked");
  }

  private void addFileOnceTheFirstAreKnown() {
    try {
      while (api.requests.size() < 2) {
        Thread.onSpinWait();
      }
      api.answer("POST /api/v1/files", 403, "{\"detail\":\"The token was revoked.\"}");
      Files.writeString(folder.resolve("c.raw"), "x");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFolderThatIsNotThereIsWrongUsage() {
    assertThat(terminal.run("watch", folder.resolve("x").toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("is no folder");
  }
}
