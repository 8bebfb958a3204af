package org.p3s.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.p3s.programs.Needs;
import org.p3s.programs.OptionalProgram;
import org.p3s.protocol.FileEvent;
import org.p3s.xrootd.RealXrootd;
import org.p3s.xrootd.SilentPort;
import org.p3s.xrootd.Xrdfs;

/** A watcher against a real XRootD server. */
@Needs({OptionalProgram.XROOTD, OptionalProgram.XRDFS, OptionalProgram.XRDCP})
@Timeout(120)
class XrootdWatcherTest {

  private static final Pace QUICK =
      new Pace(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofMillis(600));

  private final List<FileEvent> announced = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private RealXrootd xrootd;
  private FolderWatcher watcher;
  private Thread thread;

  @BeforeEach
  void start() throws Exception {
    xrootd = RealXrootd.start();
    xrootd.folder("in");
  }

  @AfterEach
  void stop() throws Exception {
    if (watcher != null) {
      watcher.close();
      thread.join(5_000);
      assertThat(thread.isAlive()).isFalse();
    }
    if (xrootd != null) {
      xrootd.close();
    }
  }

  private void watch(String url, Pace pace) {
    watcher = new FolderWatcher(url, null, pace, announced::addAll, log::add);
    thread = new Thread(watcher, "watcher under test");
    thread.start();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(10);
    }
  }

  /** Until the folder was listed as often again. */
  private void awaitListings(int number) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      Instant before = watcher.status().listedAt();
      await(() -> !before.equals(watcher.status().listedAt()));
    }
  }

  private List<String> names() {
    return announced.stream().map(FileEvent::name).toList();
  }

  @Test
  void newFilesAreAnnouncedOnceWithUrlAndSize() throws Exception {
    xrootd.write("in/old.raw", "12345");
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() == 1);
    xrootd.write("in/new b.raw", "123");
    xrootd.write("in/.hidden", "1");
    xrootd.folder("in/sub");
    await(() -> announced.size() == 2);
    awaitListings(3);
    assertThat(names()).containsExactly("old.raw", "new b.raw");
    assertThat(announced.get(0).url()).isEqualTo(xrootd.url("in/old.raw"));
    assertThat(announced.get(0).size()).isEqualTo(5);
    assertThat(watcher.status())
        .returns(SourceStatus.State.OK, SourceStatus::state)
        .returns(2, SourceStatus::entries)
        .returns(0, SourceStatus::waiting)
        .returns(2L, SourceStatus::announced);
  }

  @Test
  void aFileThatGrowsIsNotAnnouncedBeforeItStays() throws Exception {
    Pace pace = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(1));
    watch(xrootd.url("in"), pace);
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      xrootd.write("in/a.raw", content.append("more").toString());
      awaitOneListing();
      assertThat(announced).isEmpty();
    }
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).size()).isEqualTo(40);
  }

  private void awaitOneListing() throws InterruptedException {
    await(() -> watcher.status().listedAt() != null);
    awaitListings(1);
  }

  @Test
  void sidecarsAreReadAndTheirSizeIsWaitedFor() throws Exception {
    for (int i = 0; i < 150; i++) {
      xrootd.write(
          "in/f" + i + ".raw.json", "{\"file_size\": 3, \"runs\": [[7, " + i + ", \"d\"]]}");
      xrootd.write("in/f" + i + ".raw", "123");
    }
    xrootd.write("in/bad.raw.json", "{not json");
    xrootd.write("in/bad.raw", "1");
    xrootd.write("in/short.raw.json", "{\"size\": 9}");
    xrootd.write("in/short.raw", "1");
    xrootd.write("in/x", "1");
    xrootd.write("in/x.json", "{}");
    xrootd.write("in/data.json", "{}");
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() == 154);
    assertThat(names()).doesNotHaveDuplicates().contains("x", "data.json").doesNotContain("x.json");
    assertThat(event("f149.raw").metadata().get("runs")).hasToString("[[7, 149, d]]");
    assertThat(event("bad.raw").metadata()).containsOnlyKeys("p3s.sidecar");
    assertThat(event("short.raw").incomplete()).contains("9 bytes").contains("has had 1");
  }

  @Test
  void inAPoorLocaleASidecarWithARichNameHoldsNothingUp() throws Exception {
    assumeTrue(Xrdfs.isSpeakable("m\u00fcon"), "This locale is poor itself.");
    xrootd.write("in/m\u00fcon.raw.json", "{\"runs\": [[7, 1, \"d\"]]}");
    xrootd.write("in/m\u00fcon.raw", "123");
    xrootd.write("in/z.raw.json", "{\"runs\": [[7, 2, \"d\"]]}");
    xrootd.write("in/z.raw", "123");
    String locale = System.setProperty("sun.jnu.encoding", "US-ASCII");
    try {
      watch(xrootd.url("in"), QUICK);
      await(() -> announced.size() == 2);
    } finally {
      System.setProperty("sun.jnu.encoding", locale);
    }
    assertThat(event("z.raw").metadata()).containsKey("runs");
    assertThat(event("m\u00fcon.raw").metadata().get("p3s.sidecar").toString())
        .contains("LC_ALL=C.UTF-8");
    assertThat(watcher.status().state()).isEqualTo(SourceStatus.State.OK);
  }

  private FileEvent event(String name) {
    return announced.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void whileTheServerIsDownNothingIsLostOrDoubled() throws Exception {
    xrootd.write("in/a.raw", "1");
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() == 1);
    xrootd.down();
    await(() -> watcher.status().state() == SourceStatus.State.FAILING);
    assertThat(watcher.status().problem())
        .contains("cannot be watched")
        .contains("does not answer")
        .contains("check that xrootd runs there");
    xrootd.write("in/b.raw", "1");
    xrootd.up();
    await(() -> announced.size() == 2);
    assertThat(names()).containsExactly("a.raw", "b.raw");
    assertThat(watcher.status().state()).isEqualTo(SourceStatus.State.OK);
    assertThat(watcher.status().problem()).isNull();
    assertThat(log).hasSize(2).last().asString().endsWith("is watched again");
  }

  @Test
  void aServerThatHangsIsGivenUpAndFoundAgain() throws Exception {
    xrootd.write("in/a.raw", "1");
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() == 1);
    xrootd.hang();
    await(() -> watcher.status().state() == SourceStatus.State.FAILING);
    xrootd.write("in/b.raw", "1");
    xrootd.goOn();
    await(() -> announced.size() == 2);
    assertThat(names()).containsExactly("a.raw", "b.raw");
  }

  @Test
  void aPortThatNeverAnswersIsAProblemThatIsShown() throws Exception {
    try (SilentPort silent = new SilentPort()) {
      watch("root://localhost:" + silent.port() + "//store", QUICK);
      assertThat(watcher.status().state()).isEqualTo(SourceStatus.State.STARTING);
      await(() -> watcher.status().state() == SourceStatus.State.FAILING);
      assertThat(watcher.status().listedAt()).isNull();
    }
  }

  @Test
  void aClockThatIsAheadIsSaidAndHoldsNothingUp() throws Exception {
    Instant future = Instant.now().plus(Duration.ofHours(3));
    Files.setLastModifiedTime(xrootd.write("in/a.raw", "1"), FileTime.from(future));
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() == 1);
    assertThat(watcher.status().clockSkew())
        .isBetween(Duration.ofMinutes(179), Duration.ofHours(3));
    assertThat(watcher.status().remarks()).anyMatch(each -> each.contains("ahead of this one"));
  }

  @Test
  void aClockThatIsBehindShowsWhenAFileGrows() throws Exception {
    Pace pace = new Pace(Duration.ofMillis(200), Duration.ofMillis(700), Duration.ofMinutes(1));
    Instant past = Instant.now().minus(Duration.ofHours(2));
    Files.setLastModifiedTime(xrootd.write("in/a.raw", "1"), FileTime.from(past));
    watch(xrootd.url("in"), pace);
    await(() -> watcher.status().waiting() == 1);
    // an old file is just old; one that grows now is stamped now
    assertThat(watcher.status().clockSkew()).isZero();
    Files.setLastModifiedTime(xrootd.write("in/a.raw", "12"), FileTime.from(past.plusSeconds(1)));
    await(() -> announced.size() == 1);
    assertThat(announced.get(0).size()).isEqualTo(2);
    assertThat(watcher.status().clockSkew()).isNegative();
    assertThat(announced.get(0).writtenAt()).isAfter(Instant.now().minusSeconds(30));
    assertThat(watcher.status().remarks()).anyMatch(each -> each.contains("behind this one"));
  }

  @Test
  void tenThousandFilesAreAllAnnouncedOnce() throws Exception {
    many(Integer.getInteger("p3s.many", 10_000));
  }

  private void many(int number) throws IOException, InterruptedException {
    for (int i = 0; i < number; i++) {
      Files.createFile(xrootd.file("in/np04_raw_run005141_%06d_dl1.raw".formatted(i)));
    }
    Instant begin = Instant.now();
    watch(xrootd.url("in"), QUICK);
    await(() -> announced.size() >= number);
    awaitListings(1);
    assertThat(names()).doesNotHaveDuplicates().hasSize(number);
    System.out.printf(
        "%d files: all announced after %d ms, a listing takes %d ms%n",
        number,
        Duration.between(begin, Instant.now()).toMillis(),
        watcher.status().listingTook().toMillis());
  }
}
