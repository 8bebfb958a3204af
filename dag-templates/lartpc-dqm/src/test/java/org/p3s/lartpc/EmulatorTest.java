package org.p3s.lartpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.lartpc.emulator.Fault;
import org.p3s.lartpc.result.Json;

final class EmulatorTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void filesAppearWithTheirSidecarsAndNothingElse() throws Exception {
    assertThat(emulator("--files", "3", "--files-per-run", "2")).isZero();
    assertThat(names())
        .containsExactly(
            "lartpc_raw_run000001_0001_dl1.raw",
            "lartpc_raw_run000001_0001_dl1.raw.json",
            "lartpc_raw_run000001_0002_dl1.raw",
            "lartpc_raw_run000001_0002_dl1.raw.json",
            "lartpc_raw_run000002_0001_dl1.raw",
            "lartpc_raw_run000002_0001_dl1.raw.json");
  }

  @Test
  void theSidecarDescribesTheFile() throws Exception {
    emulator("--files", "2", "--run", "5141");
    Path raw = folder.resolve("lartpc_raw_run005141_0002_dl1.raw");
    Map<?, ?> sidecar = (Map<?, ?>) Json.read(Files.readString(Path.of(raw + ".json")));
    Map<?, ?> metadata = (Map<?, ?>) sidecar.get("metadata");
    assertThat(sidecar.get("name")).isEqualTo(raw.getFileName().toString());
    assertThat(sidecar.get("size")).isEqualTo((double) Files.size(raw));
    assertThat(sidecar.get("checksums")).isEqualTo(Map.of("adler32", adler32(raw)));
    assertThat(metadata.get("core.runs")).isEqualTo(List.of(5141.0));
    assertThat(metadata.get("core.runs_subruns")).isEqualTo(List.of(514_100_002.0));
    assertThat(metadata.get("core.first_event_number")).isEqualTo(6.0);
    assertThat(metadata.get("core.event_count")).isEqualTo(5.0);
  }

  @Test
  void theSidecarOfATruncatedFileDescribesWhatIsThere() throws Exception {
    emulator("--files", "1", "--faults", "truncated");
    Path raw = folder.resolve("lartpc_raw_run000001_0001_dl1.raw");
    Map<?, ?> sidecar = (Map<?, ?>) Json.read(Files.readString(Path.of(raw + ".json")));
    assertThat(Files.size(raw)).isBetween(10_000_000L, 15_000_000L);
    assertThat(sidecar.get("size")).isEqualTo((double) Files.size(raw));
    assertThat(sidecar.get("checksums")).isEqualTo(Map.of("adler32", adler32(raw)));
  }

  @Test
  void theSameSeedGivesTheSameSamples() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path one = new Bench(folder).rawFile(7, "noisy", 3);
    Path two = new Bench(other).rawFile(7, "noisy", 3);
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    assertThat(Files.mismatch(one, new Bench(folder).rawFile(8, "noisy", 3))).isNotNegative();
  }

  @Test
  void aRunThatIsThereIsNotWrittenOver() throws Exception {
    emulator("--files", "1", "--run", "3");
    assertThat(emulator("--files", "1", "--run", "3")).isEqualTo(1);
    assertThat(sentence()).contains("lartpc_raw_run000003_0001_dl1.raw: it exists already");
    assertThat(emulator("--files", "1")).isZero();
    assertThat(names()).contains("lartpc_raw_run000004_0001_dl1.raw").hasSize(4);
  }

  @Test
  void whatAKilledEmulatorLeftIsRemoved() throws Exception {
    Files.writeString(folder.resolve(".lartpc_raw_run000009_0001_dl1.raw.part"), "half a file");
    emulator("--files", "1");
    assertThat(names())
        .containsExactly(
            "lartpc_raw_run000001_0001_dl1.raw", "lartpc_raw_run000001_0001_dl1.raw.json");
  }

  @Test
  void successiveRunsHaveDifferentFaults() {
    List<Set<Fault>> cycle = Fault.parse("cycle");
    assertThat(Stream.of(1, 2, 3, 4, 5).map(run -> Fault.ofRun(cycle, run)))
        .containsExactly(
            Set.of(),
            Set.of(Fault.NOISY),
            Set.of(Fault.DEAD_BOARD),
            Set.of(Fault.LOW_PURITY),
            Set.of());
    assertThat(Fault.parse("none,truncated+noisy"))
        .containsExactly(Set.of(), Set.of(Fault.TRUNCATED, Fault.NOISY));
  }

  @Test
  void wrongOptionsGetOneSentence() throws Exception {
    check("there is no option --speed", "--speed", "9");
    check("--files takes a whole number from 0", "--files", "many");
    check("--files needs a value", "--files");
    check("--run takes a whole number from 1 to 999999", "--run", "0");
    check("--rate takes files per minute from 0 to 6000", "--rate", "NaN");
    check("there is no fault \"fire\"", "--faults", "none,fire");
    check("there is no fault \"\"", "--faults", "none,");
  }

  @Test
  void withoutAFolderItSaysSo() throws Exception {
    assertThat(Emulator.run(print(out), print(err))).isEqualTo(2);
    assertThat(sentence()).contains("--out DIR is missing");
  }

  @Test
  void helpIsNoError() throws Exception {
    assertThat(emulator("--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("--files-per-run", "--faults", "Exit codes");
    assertThat(names()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeMadeIsOneSentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    int code = Emulator.run(print(out), print(err), "--out", file + "/inbox", "--files", "1");
    assertThat(code).isEqualTo(1);
    assertThat(sentence()).startsWith("Emulator: writing into ").contains("file");
  }

  @Test
  void theRateIsKept() throws Exception {
    long start = System.nanoTime();
    emulator("--files", "3", "--rate", "120");
    assertThat((System.nanoTime() - start) / 1e9).isBetween(1.0, 5.0);
  }

  private void check(String complaint, String... words) throws Exception {
    err.reset();
    assertThat(emulator(words)).isEqualTo(2);
    assertThat(sentence()).contains(complaint);
    assertThat(names()).isEmpty();
  }

  private int emulator(String... words) throws Exception {
    Stream<String> first = Stream.of("--out", folder.toString());
    Stream<String> rate = Arrays.asList(words).contains("--rate") ? Stream.of() : fast();
    Stream<String> all = Stream.concat(Stream.concat(first, rate), Arrays.stream(words));
    return Emulator.run(print(out), print(err), all.toArray(String[]::new));
  }

  private static Stream<String> fast() {
    return Stream.of("--rate", "0");
  }

  /** All of stderr, which must be one line. */
  private String sentence() {
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    return err.toString(UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private static String adler32(Path file) throws IOException {
    Adler32 adler = new Adler32();
    adler.update(Files.readAllBytes(file));
    return "%08x".formatted(adler.getValue());
  }
}
