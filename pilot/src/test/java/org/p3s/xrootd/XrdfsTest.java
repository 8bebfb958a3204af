package org.p3s.xrootd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.p3s.programs.Needs;
import org.p3s.programs.OptionalProgram;

@Needs({OptionalProgram.XROOTD, OptionalProgram.XRDFS, OptionalProgram.XRDCP})
@Timeout(60)
class XrdfsTest {

  private static final List<String> ODD =
      List.of(
          "a b.raw",
          " lead",
          "trail ",
          "-dash",
          "tab\tx",
          "ümläut.raw",
          "%41.raw",
          "#h",
          "$(touch pwned);`id`",
          "it's",
          "\"dq\"",
          "a\\b",
          "100 2026-11-21 19:55:20 x");

  private static RealXrootd xrootd;

  @BeforeAll
  static void start() throws Exception {
    xrootd = RealXrootd.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (xrootd != null) {
      xrootd.close();
    }
  }

  private static Xrdfs fs() {
    return new Xrdfs(RootUrl.of(xrootd.url("x")), Duration.ofSeconds(20));
  }

  private static List<RemoteFile> list(String folder) throws Exception {
    List<RemoteFile> found = new ArrayList<>();
    assertThat(fs().list(folder, found::add)).isZero();
    return found;
  }

  @Test
  void aListingHasNamesSizesAndTimes() throws Exception {
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    Files.setLastModifiedTime(xrootd.write("plain/a.raw", "12345"), FileTime.from(then));
    xrootd.folder("plain/sub");
    assertThat(list("/store/plain"))
        .contains(new RemoteFile("a.raw", 5, then, false))
        .filteredOn(RemoteFile::isFolder)
        .extracting(RemoteFile::name)
        .containsExactly("sub");
  }

  @Test
  void oddNamesAreNamesAndNothingElse() throws Exception {
    for (String name : ODD) {
      xrootd.write("odd/" + name, "x");
    }
    assertThat(list("/store/odd"))
        .extracting(RemoteFile::name)
        .containsExactlyInAnyOrderElementsOf(ODD);
    for (String name : ODD) {
      assertThat(fs().read(List.of("/store/odd/" + name))).asString().isEqualTo("x");
    }
  }

  @Test
  void manyFilesAreReadInOneCall() throws Exception {
    xrootd.write("many/a", "1");
    xrootd.write("many/b", "22");
    assertThat(fs().read(List.of("/store/many/a", "/store/many/b")))
        .isEqualTo("122".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aNameWithALineBreakIsExplained() throws Exception {
    xrootd.write("broken/a", "x");
    xrootd.write("broken/b\nc", "x");
    assertThatThrownBy(() -> list("/store/broken"))
        .isInstanceOf(XrdFailure.class)
        .hasMessageContaining("line break");
  }

  @Test
  void whatIsNotThereIsMissingAndWhatIsNotExportedIsNotAllowed() {
    assertThatThrownBy(() -> list("/store/none"))
        .isInstanceOfSatisfying(
            XrdFailure.class, e -> assertThat(e.kind()).isEqualTo(XrdFailure.Kind.MISSING));
    assertThatThrownBy(() -> list("/etc"))
        .isInstanceOfSatisfying(
            XrdFailure.class, e -> assertThat(e.kind()).isEqualTo(XrdFailure.Kind.OTHER))
        .hasMessageContaining("does not allow it");
  }

  @Test
  void aPortWhereNobodyListensFailsAtOnce() {
    Instant begin = Instant.now();
    assertUnreachable("root://localhost:1//store");
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aPortThatNeverAnswersFailsInSeconds() throws Exception {
    try (SilentPort silent = new SilentPort()) {
      Instant begin = Instant.now();
      assertUnreachable("root://localhost:" + silent.port() + "//store");
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void noCallOutlivesItsLimit() throws Exception {
    try (SilentPort silent = new SilentPort()) {
      Instant begin = Instant.now();
      RootUrl url = RootUrl.of("root://localhost:" + silent.port() + "//store");
      assertThatThrownBy(() -> new Xrdfs(url, Duration.ofMillis(200)).list("/store", file -> {}))
          .hasMessageContaining("not done after");
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }
  }

  private static void assertUnreachable(String url) {
    RootUrl place = RootUrl.of(url);
    assertThatThrownBy(() -> new Xrdfs(place, Duration.ofSeconds(20)).list("/store", file -> {}))
        .isInstanceOfSatisfying(
            XrdFailure.class, e -> assertThat(e.kind()).isEqualTo(XrdFailure.Kind.UNREACHABLE))
        .hasMessageContaining(place.host() + " does not answer")
        .hasMessageContaining("check that xrootd runs there");
  }

  @Test
  void aReaderThatHasEnoughEndsTheListing() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      xrootd.write("long/" + "n".repeat(100) + i, "");
    }
    assertThatThrownBy(
            () ->
                fs().list(
                        "/store/long",
                        file -> {
                          throw new java.io.UncheckedIOException(new IOException("enough"));
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("enough");
  }
}
