package org.p3s.lartpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.lartpc.emulator.Fault;
import org.p3s.lartpc.emulator.RunConditions;

/** The payloads as processes, in the order of the template, on a whole file. */
final class ChainTest {
  private static final int SEED = 21;
  private static final List<Class<?>> ORDER =
      List.of(Decode.class, Noise.class, Hits.class, Lifetime.class, Evdisp.class, Publish.class);

  @TempDir Path folder;

  @Test
  void aFileBecomesResults() throws Exception {
    Bench bench = new Bench(folder);
    Path raw = bench.rawFile(12, "low-purity+dead-board", SEED);
    for (Class<?> payload : ORDER) {
      Bench.End end = bench.run(payload, raw);
      assertThat(end.err()).isEmpty();
      assertThat(end.code()).isZero();
    }
    Map<?, ?> results = bench.results("results.json");
    assertThat(results.get("run")).isEqualTo(12.0);
    assertThat(results.get("subrun")).isEqualTo(1.0);
    assertThat(Bench.metric(results, "events_per_file", null)).isEqualTo(5);
    checkLifetime(results);
    checkDeadBoard(results);
    checkPlots(results);
    assertThat(Files.size(bench.path("results.json"))).isLessThan(1_000_000);
  }

  @Test
  void aTruncatedFileFailsItsDecodeJobWithAReadableCause() throws Exception {
    Bench bench = new Bench(folder);
    Path raw = bench.rawFile(1, "truncated", SEED);
    Bench.End end = bench.run(Decode.class, raw);
    assertThat(end.code()).isEqualTo(65);
    assertThat(end.err().lines()).hasSize(1);
    assertThat(end.err())
        .contains("lartpc_raw_run000001_0001_dl1.raw is truncated")
        .contains("of event 4, at byte 13064108 of 20736680.");
    assertThat(bench.path("decode.json")).doesNotExist();
  }

  @Test
  void aMissingInputIsNamed() throws Exception {
    Bench.End end = new Bench(folder).run(Decode.class, folder.resolve("gone.raw"));
    assertThat(end.code()).isEqualTo(66);
    assertThat(end.err()).contains("There is no file").contains("gone.raw");
  }

  @Test
  void aMissingVariableIsNamed() throws Exception {
    Bench.End end = new Bench(folder).with("DECODED", "").run(Noise.class, folder);
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.err()).contains("DECODED does not name a file");
  }

  @Test
  void tooFewHitsAreNoLifetime() throws Exception {
    Bench bench = new Bench(folder);
    Files.writeString(bench.path("trackhits.csv"), "event,apa,track,drift_ms,charge_adc_tick\n");
    Bench.End end = bench.run(Lifetime.class, folder);
    assertThat(end.code()).isEqualTo(1);
    assertThat(end.err()).isEqualTo("Only 0 hits on tracks, too few for a lifetime.\n");
  }

  @Test
  void whatIsMissingDoesNotKeepTheRestFromBeingPublished() throws Exception {
    Bench bench = new Bench(folder);
    String part = "{\"run\":3,\"metrics\":[{\"name\":\"a\",\"value\":1.5}]}";
    Files.writeString(bench.path("decode.json"), part);
    Bench.End end = bench.run(Publish.class, folder);
    assertThat(end.code()).isZero();
    assertThat(end.out()).contains("no NOISE_RESULTS", "no LIFETIME_RESULTS", "1 metrics");
    assertThat(bench.results("results.json").get("run")).isEqualTo(3.0);
  }

  private static void checkLifetime(Map<?, ?> results) {
    double error = Bench.error(results, "electron_lifetime", null);
    assertThat(Bench.metric(results, "electron_lifetime", null)).isCloseTo(1.5, within(4 * error));
    assertThat(error).isBetween(0.001, 0.03);
  }

  private static void checkDeadBoard(Map<?, ?> results) {
    RunConditions truth = RunConditions.of(SEED, 12, Fault.parse("low-purity+dead-board").get(0));
    for (int apa = 1; apa <= 6; apa++) {
      boolean hit = truth.isDead((apa - 1) * 384) || truth.isDead((apa - 1) * 384 + 40);
      hit |= truth.isDead((apa - 1) * 384 + 80);
      assertThat(Bench.metric(results, "dead_channels", "APA" + apa + "/U"))
          .isEqualTo(hit ? 40 : 0);
      assertThat(Bench.metric(results, "dead_channels", "APA" + apa + "/Z"))
          .isEqualTo(hit ? 48 : 0);
    }
  }

  private static void checkPlots(Map<?, ?> results) throws Exception {
    List<?> plots = (List<?>) results.get("plots");
    assertThat(plots).hasSize(9);
    for (Object item : plots) {
      Map<?, ?> plot = (Map<?, ?>) item;
      byte[] data = Base64.getDecoder().decode((String) plot.get("data"));
      if (plot.get("mediaType").equals("image/png")) {
        checkPng(data);
      } else {
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(data));
      }
      assertThat((String) plot.get("help")).isNotBlank();
    }
  }

  private static void checkPng(byte[] data) throws IOException {
    var image = ImageIO.read(new ByteArrayInputStream(data));
    assertThat(image.getWidth()).isGreaterThan(900);
    assertThat(image.getHeight()).isGreaterThan(500);
  }
}
