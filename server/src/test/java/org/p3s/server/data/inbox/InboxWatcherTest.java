package org.p3s.server.data.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.inbox.FolderWatcher;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class InboxWatcherTest {

  @Inject InboxWatcher inboxes;

  private Path folder;

  @BeforeEach
  void aFolderOfItsOwn() throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "folders")), "t");
  }

  private static JsonPath awaitFiles(String prefix, int number) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(20);
    while (true) {
      JsonPath found = Api.admin().get("/files?name=" + prefix).then().extract().jsonPath();
      if (found.getList("items").size() == number) {
        return found;
      }
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  @Test
  void whatArrivesInAnInboxStartsWorkflows() throws Exception {
    Triggered trigger = Triggered.by("a");
    try (FolderWatcher watcher = inboxes.watch(folder.toString())) {
      Files.writeString(folder.resolve("bad\nname"), "x");
      Files.writeString(folder.resolve(trigger.prefix + "_1.raw"), "12345");
      Files.writeString(
          folder.resolve(trigger.prefix + "_1.raw.json"),
          "{\"file_size\": 5, \"runs\": [[77, 3, \"det\"]]}");
      Files.writeString(folder.resolve(trigger.prefix + "_2.raw"), "12");
      JsonPath files = awaitFiles(trigger.prefix, 2);
      assertThat(files.getList("items.state")).containsOnly("SELECTED");
      assertThat(files.getList("items.source")).containsOnly("inbox");
      JsonPath first = awaitFiles(trigger.prefix + "_1", 1);
      assertThat(first.getInt("items[0].run")).isEqualTo(77);
      assertThat(first.getInt("items[0].subrun")).isEqualTo(3);
      assertThat(first.getString("items[0].url"))
          .isEqualTo(folder.toAbsolutePath() + "/" + trigger.prefix + "_1.raw");
      assertThat(watcher).isNotNull();
    }
  }
}
