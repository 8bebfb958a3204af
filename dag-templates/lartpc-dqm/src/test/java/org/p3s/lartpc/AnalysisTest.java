package org.p3s.lartpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.lartpc.analysis.ChannelNoise;
import org.p3s.lartpc.analysis.Hit;
import org.p3s.lartpc.analysis.HitFinder;
import org.p3s.lartpc.analysis.LifetimeFit;
import org.p3s.lartpc.analysis.TrackFinder;
import org.p3s.lartpc.analysis.TrackHit;
import org.p3s.lartpc.emulator.Fault;
import org.p3s.lartpc.emulator.RunConditions;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.DecodedWriter;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.RawReader;

/** The analysis finds what the emulator put in. Seeds are fixed. */
final class AnalysisTest {
  private static final int SEED = 11;

  @TempDir Path folder;

  private RunConditions truth;
  private DecodedFile file;
  private ChannelNoise noise;

  @Test
  void pedestalAndNoiseOfEveryHealthyChannelAreFound() throws IOException {
    take(1, "none");
    for (int channel = 0; channel < Detector.CHANNELS; channel++) {
      // 6000 samples: errors of the mean 0.06 ADC, of the RMS 1 %; the rest is for the pulses.
      assertThat(noise.pedestal(channel))
          .as("pedestal of channel %d", channel)
          .isCloseTo(truth.pedestal(channel), within(0.6));
      assertThat(noise.rms(channel) / truth.noise(channel))
          .as("noise of channel %d", channel)
          .isCloseTo(1, within(0.08));
    }
    assertThat(noise.noisy().stream()).isEmpty();
    assertThat(noise.dead().stream()).isEmpty();
  }

  @Test
  void noiseIsUnbiasedOnAverage() throws IOException {
    take(2, "none");
    double ratio =
        IntStream.range(0, Detector.CHANNELS)
            .mapToDouble(channel -> noise.rms(channel) / truth.noise(channel))
            .average()
            .orElseThrow();
    assertThat(ratio).isCloseTo(1, within(0.02));
  }

  @Test
  void exactlyTheNoisyChannelsAreFound() throws IOException {
    take(3, "noisy");
    int[] noisy = IntStream.range(0, Detector.CHANNELS).filter(truth::isNoisy).toArray();
    assertThat(noisy).hasSize(20);
    assertThat(noise.noisy().stream()).containsExactly(boxed(noisy));
    assertThat(noise.dead().stream()).isEmpty();
  }

  @Test
  void exactlyTheChannelsOfADeadBoardAreFound() throws IOException {
    take(4, "dead-board");
    int[] dead = IntStream.range(0, Detector.CHANNELS).filter(truth::isDead).toArray();
    assertThat(dead).hasSize(128);
    assertThat(noise.dead().stream()).containsExactly(boxed(dead));
    assertThat(noise.noisy().stream()).isEmpty();
  }

  @Test
  void twoFaultsOfOneRunAreBothFound() throws IOException {
    take(5, "noisy+dead-board");
    assertThat(noise.dead().cardinality()).isEqualTo(128);
    assertThat(noise.noisy().stream()).allMatch(truth::isNoisy).isNotEmpty();
  }

  @Test
  void theLifetimeOfAPureRunIsFoundWithinItsError() throws IOException {
    take(6, "none");
    checkLifetime(0.06);
  }

  @Test
  void theLifetimeOfAnImpureRunIsFoundWithinItsError() throws IOException {
    take(7, "low-purity");
    assertThat(truth.lifetime()).isEqualTo(1.5);
    checkLifetime(0.02);
  }

  @Test
  void theStatedErrorIsThatOfRepeatedMeasurements() throws IOException {
    double squares = 0;
    int runs = 12;
    for (int run = 1; run <= runs; run++) {
      take(run, "none");
      squares += pull(fit()) * pull(fit()) / runs;
    }
    // Root mean square of twelve pulls: 1 with an error of 0.2.
    assertThat(Math.sqrt(squares)).isBetween(0.4, 1.6);
  }

  @Test
  void hitsAndTracksAreAsManyAsWereMade() throws IOException {
    take(8, "none");
    List<Hit> hits = HitFinder.find(file, noise);
    // Two to four cosmic tracks and one along the beam in each of 5 events × 6 APAs: 120 ± 4.5.
    assertThat(tracks(hits)).isBetween(105L, 135L);
    double perTrack = collected(hits) / (double) tracks(hits);
    // Cosmic tracks cross 45 to 95 % of 144 wires, those along the beam all; some hits merge.
    assertThat(perTrack).isBetween(90.0, 118.0);
  }

  @Test
  void aDeadBoardCostsJustItsOwnHits() throws IOException {
    take(9, "none");
    List<Hit> healthy = HitFinder.find(file, noise);
    take(9, "dead-board");
    List<Hit> expected = healthy.stream().filter(hit -> !truth.isDead(hit.channel())).toList();
    assertThat(HitFinder.find(file, noise)).isEqualTo(expected);
    assertThat(expected).hasSizeLessThan(healthy.size());
  }

  @Test
  void noiseAloneMakesHardlyAnyHit() throws IOException {
    take(10, "noisy");
    List<Hit> hits = HitFinder.find(file, noise);
    long before = hits.stream().filter(hit -> hit.tick() < Detector.FIRST_DRIFT_TICK - 20).count();
    assertThat(before).isLessThan(3);
  }

  private void checkLifetime(double relativeError) throws IOException {
    LifetimeFit fit = fit();
    assertThat(Math.abs(pull(fit))).isLessThan(3.5);
    assertThat(fit.isMeasured()).isTrue();
    assertThat(fit.lifetimeError() / fit.lifetime()).isBetween(0.001, relativeError);
  }

  private double pull(LifetimeFit fit) {
    return (fit.rate() - 1 / truth.lifetime()) / fit.rateError();
  }

  private LifetimeFit fit() {
    return LifetimeFit.of(TrackFinder.find(HitFinder.find(file, noise))).orElseThrow();
  }

  private static long tracks(List<Hit> hits) {
    return TrackFinder.find(hits).stream().map(TrackHit::track).distinct().count();
  }

  private static long collected(List<Hit> hits) {
    return hits.stream().filter(hit -> Detector.plane(hit.channel()).collects()).count();
  }

  private void take(int run, String faults) throws IOException {
    truth = RunConditions.of(SEED, run, Fault.parse(faults).get(0));
    Path raw = new Bench(folder).rawFile(run, faults, SEED);
    Path decoded = folder.resolve("decoded.bin");
    try (RawReader reader = new RawReader(raw);
        OutputStream out = Files.newOutputStream(decoded)) {
      DecodedWriter writer = new DecodedWriter(out, reader.run());
      reader.readEvents((event, apa, samples) -> writer.block(samples));
    }
    file = new DecodedFile(decoded);
    noise = ChannelNoise.of(file);
    Files.delete(raw);
  }

  private static Integer[] boxed(int[] numbers) {
    return IntStream.of(numbers).boxed().toArray(Integer[]::new);
  }
}
