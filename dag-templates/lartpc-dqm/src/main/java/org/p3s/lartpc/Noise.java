package org.p3s.lartpc;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.p3s.lartpc.analysis.ChannelNoise;
import org.p3s.lartpc.plot.Axis;
import org.p3s.lartpc.plot.SvgPlot;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.Plane;
import org.p3s.lartpc.result.Histogram;
import org.p3s.lartpc.result.Metric;
import org.p3s.lartpc.result.Picture;
import org.p3s.lartpc.result.Results;

/** Payload: pedestal and noise of each channel of {@code DECODED}, as {@code NOISE_RESULTS}. */
public final class Noise {
  private static final String CATEGORY = "Noise";
  private static final double LEAST_SCALE = 12;
  private static final int FEW = 5;
  private static final String HELP =
      "Noise RMS of each channel, without pulses. U and V wires are short in the corners, so their"
          + " noise rises and falls across an APA. Red crosses are noisy channels (above twice the"
          + " median of the same wire in all APAs, or above 8 ADC), grey ones are dead (below 0.5"
          + " ADC); a row of 40 or 48 dead ones is a front-end board.";

  private final ChannelNoise noise;
  private final BitSet noisy;
  private final BitSet dead;
  private final Results results = new Results();

  private Noise(ChannelNoise noise) {
    this.noise = noise;
    noisy = noise.noisy();
    dead = noise.dead();
  }

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Noise::run);
  }

  private static void run(Payload payload) throws IOException {
    Noise noise = new Noise(ChannelNoise.of(new DecodedFile(payload.file("DECODED"))));
    for (Plane plane : Plane.values()) {
      for (int apa = 1; apa <= Detector.APAS; apa++) {
        noise.addMetrics(apa, plane);
      }
      noise.addChannels(plane);
      noise.addPlot(plane);
    }
    noise.results.write(payload.file("NOISE_RESULTS"));
    System.out.println("noisy channels: " + noise.noisy + ", dead channels: " + noise.dead);
  }

  private void addMetrics(int apa, Plane plane) {
    String element = "APA" + apa + "/" + plane;
    double[] alive =
        channels(apa, plane).filter(c -> !dead.get(c)).mapToDouble(noise::rms).toArray();
    double pedestal = channels(apa, plane).mapToDouble(noise::pedestal).average().orElse(0);
    double mean = Arrays.stream(alive).average().orElse(0);
    double error = mean / Math.sqrt(2.0 * noise.samples() * Math.max(1, alive.length));
    results.add(Metric.of("pedestal_mean", "ADC", element, pedestal));
    results.add(Metric.of("noise_rms", "ADC", element, mean).withError(error).atLeast(1).atMost(6));
    results.add(count("noisy_channels", element, channels(apa, plane).filter(noisy::get)));
    results.add(count("dead_channels", element, channels(apa, plane).filter(dead::get)));
  }

  private static Metric count(String name, String element, IntStream channels) {
    return Metric.of(name, "channels", element, (double) channels.count()).atMost(FEW);
  }

  private static IntStream channels(int apa, Plane plane) {
    int first = Detector.channel(apa, plane, 0);
    return IntStream.range(first, first + plane.wires());
  }

  /** One value per wire: APA 1 from 0, APA 2 from the number of wires on, and so forth. */
  private void addChannels(Plane plane) {
    double[] rms = row(plane, noise::rms);
    double[] pedestal = row(plane, noise::pedestal);
    double perRoot = Math.sqrt(noise.samples());
    double[] rmsError = Arrays.stream(rms).map(r -> r / Math.sqrt(2) / perRoot).toArray();
    double[] pedestalError = Arrays.stream(rms).map(r -> r / perRoot).toArray();
    results.add(Histogram.perWire(label("noise_rms_by_wire", "Noise RMS", plane), rms, rmsError));
    results.add(
        Histogram.perWire(label("pedestal_by_wire", "Pedestal", plane), pedestal, pedestalError));
  }

  private static Histogram.Label label(String name, String what, Plane plane) {
    String title = what + " by wire, plane " + plane + " (ADC)";
    return new Histogram.Label(name, title, CATEGORY, "wire", plane.name());
  }

  private static double[] row(Plane plane, IntToDoubleFunction perChannel) {
    return IntStream.rangeClosed(1, Detector.APAS)
        .flatMap(apa -> channels(apa, plane))
        .mapToDouble(perChannel)
        .toArray();
  }

  private void addPlot(Plane plane) {
    double[] rms = row(plane, noise::rms);
    double[] wires = new double[rms.length];
    Arrays.setAll(wires, i -> i + 0.5);
    double scale = Math.max(LEAST_SCALE, 1.2 * Arrays.stream(rms).max().orElse(0));
    String title = "Noise RMS, plane " + plane;
    SvgPlot plot =
        new SvgPlot(
            title,
            new Axis("wire (APA by APA)", 0, wires.length),
            new Axis("noise RMS (ADC)", 0, scale));
    plot.sections(List.of("APA1", "APA2", "APA3", "APA4", "APA5", "APA6"));
    plot.level(ChannelNoise.NOISY_ABOVE, SvgPlot.RED).dots(wires, rms, SvgPlot.BLUE);
    int countNoisy = mark(plot, plane, rms, noisy, SvgPlot.RED);
    int countDead = mark(plot, plane, rms, dead, SvgPlot.GREY);
    plot.legend(countNoisy + " noisy", SvgPlot.RED);
    plot.legend(countDead + " dead", SvgPlot.GREY);
    results.add(Picture.svg("noise_rms_" + plane, title, CATEGORY, HELP, plot.svg()));
  }

  private static int mark(SvgPlot plot, Plane plane, double[] rms, BitSet which, String colour) {
    int[] wires =
        IntStream.range(0, rms.length)
            .filter(
                i -> which.get(Detector.channel(1 + i / plane.wires(), plane, i % plane.wires())))
            .toArray();
    double[] x = Arrays.stream(wires).mapToDouble(i -> i + 0.5).toArray();
    plot.crosses(x, Arrays.stream(wires).mapToDouble(i -> rms[i]).toArray(), colour);
    return wires.length;
  }
}
