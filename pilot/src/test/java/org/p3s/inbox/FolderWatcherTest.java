package org.p3s.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.inbox.folder.Sidecar;
import org.p3s.protocol.FileEvent;

class FolderWatcherTest {

  private static final Pace QUICK =
      new Pace(Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(600));

  @TempDir Path folder;

  private final List<FileEvent> announced = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private FolderWatcher watcher;
  private Thread thread;

  private void watch(Path where, Pace pace, Sink sink) {
    watcher = new FolderWatcher(where.toString(), null, pace, sink, log::add);
    thread = new Thread(watcher, "watcher under test");
    thread.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (watcher != null) {
      watcher.close();
      thread.join(5_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(20);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(10);
    }
  }

  private List<String> names() {
    return announced.stream().map(FileEvent::name).toList();
  }

  @Test
  void aFileThatStaysAsItIsIsAnnouncedOnceWithItsSize() throws Exception {
    Files.writeString(folder.resolve("old.raw"), "12345");
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() == 1);
    Files.writeString(folder.resolve("new.raw"), "123");
    await(() -> announced.size() == 2);
    // several listings later
    Thread.sleep(QUICK.rescan().multipliedBy(3).toMillis());
    assertThat(names()).containsExactly("old.raw", "new.raw");
    FileEvent first = announced.get(0);
    assertThat(first.url()).isEqualTo(folder.toAbsolutePath() + "/old.raw");
    assertThat(first.size()).isEqualTo(5);
    assertThat(first.incomplete()).isNull();
  }

  @Test
  void aFileCountsAtOnceWhenItsSidecarSaysSo() throws Exception {
    Pace patient = new Pace(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(1));
    watch(folder, patient, announced::addAll);
    Thread.sleep(100);
    Files.writeString(folder.resolve("a.raw"), "1234");
    Path written = folder.resolve(".a.raw.json");
    Files.writeString(
        written, "{\"file_size\": 4, \"checksum\": [\"adler32:1F\"], \"runs\": [[7, 2, \"x\"]]}");
    // in one piece: half a sidecar would be none
    Files.move(written, folder.resolve("a.raw.json"), StandardCopyOption.ATOMIC_MOVE);
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).checksum()).isEqualTo("0000001f");
    assertThat(announced.get(0).metadata()).containsKey("runs");
  }

  @Test
  void aFileWaitsForTheSizeOfItsSidecar() throws Exception {
    Path file = folder.resolve("a.raw");
    Files.writeString(folder.resolve("a.raw.json"), "{\"size\": 6}");
    Files.writeString(file, "123");
    watch(folder, QUICK, announced::addAll);
    Thread.sleep(300);
    assertThat(announced).isEmpty();
    Files.writeString(file, "123456");
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).size()).isEqualTo(6);
    assertThat(announced.get(0).incomplete()).isNull();
  }

  @Test
  void aFileThatStaysShortIsAnnouncedAsIncomplete() throws Exception {
    Files.writeString(folder.resolve("a.raw.json"), "{\"size\": 6}");
    Files.writeString(folder.resolve("a.raw"), "123");
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).incomplete()).contains("6 bytes").contains("has had 3");
  }

  @Test
  void aSidecarThatCannotBeReadIsNotedAndTheFileCounts() throws Exception {
    Files.writeString(folder.resolve("a.raw.json"), "{not json");
    Files.writeString(folder.resolve("a.raw"), "123");
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).metadata()).containsOnlyKeys("p3s.sidecar");
  }

  @Test
  void hiddenFilesFoldersAndSidecarsAreNotAnnounced() throws Exception {
    Files.writeString(folder.resolve(".part"), "x");
    Files.writeString(folder.resolve("gone.raw.json"), "{}");
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("x"), "x");
    Files.writeString(folder.resolve("x.json"), "{}");
    Files.writeString(folder.resolve("data.json"), "{}");
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() == 2);
    Thread.sleep(QUICK.rescan().multipliedBy(2).toMillis());
    assertThat(names()).containsExactlyInAnyOrder("x", "data.json");
  }

  @Test
  void whatTheSinkDoesNotTakeIsOfferedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Files.writeString(folder.resolve("a.raw"), "1");
    watch(
        folder,
        QUICK,
        files -> {
          if (calls.incrementAndGet() < 3) {
            throw new IOException("no server");
          }
          announced.addAll(files);
        });
    await(() -> announced.size() == 1);
    assertThat(calls).hasValue(3);
    assertThat(log).hasSize(1).allMatch(line -> line.contains("no server"));
  }

  @Test
  void oneFileThatIsRefusedHoldsNoneOfTheOthersUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.writeString(folder.resolve("f" + i), "1");
    }
    watch(
        folder,
        QUICK,
        files -> {
          if (files.stream().anyMatch(each -> each.name().equals("f7"))) {
            throw new Sink.Rejected("wrong name");
          }
          announced.addAll(files);
        });
    await(() -> announced.size() == 19 && log.size() == 1);
    assertThat(names()).doesNotContain("f7").doesNotHaveDuplicates();
    assertThat(log.get(0)).contains("f7").contains("wrong name");
  }

  @Test
  void filesThatFailHoldNoneOfTheOthersUp() throws Exception {
    for (int i = 0; i < 40; i++) {
      Files.writeString(folder.resolve("f" + (i + 10)), "1");
    }
    // the first ones: more than what is taken for an outage
    Predicate<FileEvent> bad = each -> each.name().matches("f1[0-4]");
    AtomicInteger broken = new AtomicInteger(1);
    watch(
        folder,
        QUICK,
        files -> {
          if (broken.get() == 1 && files.stream().anyMatch(bad)) {
            throw new IOException("internal error");
          }
          announced.addAll(files);
        });
    await(() -> announced.size() == 35);
    Files.writeString(folder.resolve("later"), "1");
    await(() -> announced.size() == 36);
    assertThat(log).allMatch(line -> line.contains("internal error"));
    broken.set(0);
    await(() -> announced.size() == 41);
    assertThat(names()).doesNotHaveDuplicates();
  }

  @Test
  void aNameThatCannotBeWrittenIsPassedOverAndCounted() throws Exception {
    Files.writeString(folder.resolve("a.raw"), "1");
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() == 1);
    // as an event, and in the listings
    touchNoUtf8();
    await(() -> !watcher.status().remarks().isEmpty());
    Files.writeString(folder.resolve("b.raw"), "1");
    await(() -> announced.size() == 2);
    assertThat(names()).containsExactly("a.raw", "b.raw");
    assertThat(watcher.status().state()).isEqualTo(SourceStatus.State.OK);
    assertThat(watcher.status().remarks()).anyMatch(each -> each.startsWith("1 names in "));
  }

  private void touchNoUtf8() throws Exception {
    Process shell =
        new ProcessBuilder(
                "sh", "-c", "touch \"$1/$(printf 'bad\\377.raw')\"", "sh", folder.toString())
            .start();
    assumeTrue(shell.waitFor() == 0, "This file system wants UTF-8.");
  }

  @Test
  void aWatcherOutlivesWhateverGoesWrongAndSaysSo() throws Exception {
    AtomicInteger lines = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    Files.writeString(folder.resolve("a.raw"), "1");
    watcher =
        new FolderWatcher(
            folder.toString(),
            null,
            QUICK,
            files -> {
              if (calls.incrementAndGet() == 1) {
                throw new Sink.Rejected("wrong name");
              }
              announced.addAll(files);
            },
            line -> {
              log.add(line);
              if (lines.incrementAndGet() == 1) {
                throw new IllegalStateException("no log");
              }
            });
    thread = new Thread(watcher, "watcher under test");
    thread.start();
    await(() -> log.stream().anyMatch(each -> each.contains("cannot be watched")));
    assertThat(log).anyMatch(each -> each.contains("no log"));
    Files.writeString(folder.resolve("b.raw"), "1");
    await(() -> announced.size() == 1 && watcher.status().state() == SourceStatus.State.OK);
    assertThat(names()).containsExactly("b.raw");
  }

  @Test
  void aFolderThatIsMissingIsWaitedFor() throws Exception {
    Path later = folder.resolve("later");
    watch(later, QUICK, announced::addAll);
    await(() -> !log.isEmpty());
    Files.createDirectory(later);
    Files.writeString(later.resolve("a"), "1");
    await(() -> announced.size() == 1);
    Files.delete(later.resolve("a"));
    Files.delete(later);
    await(() -> log.size() >= 3);
    Files.createDirectory(later);
    Files.writeString(later.resolve("b"), "1");
    await(() -> announced.size() == 2);
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void tenThousandFilesAreAllAnnouncedOnce() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(folder.resolve("f" + i));
    }
    watch(folder, QUICK, announced::addAll);
    await(() -> announced.size() >= 10_000);
    assertThat(names()).doesNotHaveDuplicates().hasSize(10_000);
  }

  @Test
  void bothFormsOfMetadataAreRead() {
    FileMetadata sam =
        FileMetadata.of(
            Map.of(
                "file_size",
                12,
                "checksum",
                List.of("md5:1", "adler32:40668F8E"),
                "runs",
                List.of(List.of(5141, 1, "protodune-sp")),
                "data_stream",
                "cosmics",
                "end_time",
                "2026-01-31T12:00:00+01:00"));
    assertThat(sam)
        .isEqualTo(
            new FileMetadata(
                12L,
                "40668f8e",
                5141L,
                1,
                "cosmics",
                "protodune-sp",
                Instant.parse("2026-01-31T11:00:00Z")));
    FileMetadata metaCat =
        FileMetadata.of(
            Map.of(
                "size", "13",
                "checksums", Map.of("adler32", "668f8e"),
                "metadata",
                    Map.of(
                        "core.runs", List.of(5141),
                        "core.runs_subruns", List.of(514100001),
                        "core.data_stream", "physics")));
    assertThat(metaCat)
        .isEqualTo(new FileMetadata(13L, "00668f8e", 5141L, 1, "physics", null, null));
    assertThat(FileMetadata.of(Map.of("runs", "x", "size", -1, "checksum", 5.5)))
        .isEqualTo(new FileMetadata(null, null, null, null, null, null, null));
  }

  @Test
  void aSidecarMayHoldLineBreaksInItsTexts() {
    Sidecar read =
        Sidecar.of(
            "{\"DUNE.\ncampaign\": \"DC2\",}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(read.problem()).isNull();
    assertThat(read.metadata()).containsValue("DC2");
    assertThat(Sidecar.of("[]".getBytes(java.nio.charset.StandardCharsets.UTF_8)).problem())
        .isNotNull();
    assertThat(Sidecar.of(new byte[0]).problem()).isNotNull();
    assertThat(Sidecar.of(new byte[70_000]).problem()).contains("64 KiB");
  }
}
