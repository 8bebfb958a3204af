package org.p3s.server.data.storage;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class StorageCleanerTest {

  @Inject StorageCleaner cleaner;
  @Inject Jdbi jdbi;

  private Path folder;

  @BeforeEach
  void aFolderOfItsOwn() throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "folders")), "t");
  }

  /** A workflow that ended that many hours ago. */
  private long ended(int hours) {
    long workflow = Triggered.by("noop1").announce("1", "").getLong("workflows[0]");
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update workflow set ended_at = now() - make_interval(hours => ?) where id = ?",
                hours,
                workflow));
    return workflow;
  }

  private Path files(Path storage, long workflow) throws Exception {
    Path own = Files.createDirectories(storage.resolve(workflow + "/deep/er"));
    Files.writeString(own.resolve("file"), "x");
    return storage.resolve(Long.toString(workflow));
  }

  @Test
  void onlyFoldersOfWorkflowsThatEndedLongAgoGo() throws Exception {
    Path storage = folder.resolve("storage");
    Path old = files(storage, ended(30));
    Path young = files(storage, ended(2));
    Path running = files(storage, Triggered.by("a").announce("1", "").getLong("workflows[0]"));
    Path stranger = Files.createDirectories(storage.resolve("not-a-workflow"));
    cleaner.clean(storage, Duration.ofHours(24));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(running).exists();
    assertThat(stranger).exists();
    assertThat(cleaner.clean(storage, Duration.ofHours(24))).isZero();
  }

  @Test
  void linksAreRemovedAndNeverFollowed() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "x");
    Path storage = folder.resolve("storage");
    Path old = files(storage, ended(30));
    Files.createSymbolicLink(old.resolve("deep/link"), outside);
    Path whole = storage.resolve(Long.toString(ended(31)));
    Files.createSymbolicLink(whole, outside);
    cleaner.clean(storage, Duration.ofHours(24));
    assertThat(old).doesNotExist();
    assertThat(Files.exists(whole, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(outside.resolve("precious")).exists();
  }
}
