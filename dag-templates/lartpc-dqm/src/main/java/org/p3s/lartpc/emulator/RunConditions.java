package org.p3s.lartpc.emulator;

import java.util.BitSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.Plane;

/** The truth about a run, which the analysis should find again. */
public final class RunConditions {
  private static final int NOISY_CHANNELS = 20;
  private static final double LOW_LIFETIME = 1.5;

  private final float[] pedestal = new float[Detector.CHANNELS];
  private final float[] noise = new float[Detector.CHANNELS];
  private final BitSet noisy = new BitSet();
  private final BitSet dead = new BitSet();
  private final double lifetime;

  private RunConditions(double lifetime) {
    this.lifetime = lifetime;
  }

  /** Pedestals and usual noise belong to the detector (the seed), the rest to the run. */
  public static RunConditions of(long seed, int run, Set<Fault> faults) {
    double lifetime =
        faults.contains(Fault.LOW_PURITY) ? LOW_LIFETIME : 8 * (1 + 0.15 * Math.sin(run));
    RunConditions conditions = new RunConditions(lifetime);
    conditions.buildDetector(new SplittableRandom(seed));
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + run);
    if (faults.contains(Fault.NOISY)) {
      conditions.makeNoise(random);
    }
    if (faults.contains(Fault.DEAD_BOARD)) {
      conditions.killBoard(random);
    }
    return conditions;
  }

  /** Pedestal of a channel in ADC counts. */
  public float pedestal(int channel) {
    return pedestal[channel];
  }

  /** Noise RMS of a channel in ADC counts, 0 for a dead one. */
  public float noise(int channel) {
    return noise[channel];
  }

  /** Whether the channel has a multiple of its usual noise. */
  public boolean isNoisy(int channel) {
    return noisy.get(channel);
  }

  /** Whether the channel's board is dead. */
  public boolean isDead(int channel) {
    return dead.get(channel);
  }

  /** Lifetime of drifting electrons in ms. */
  public double lifetime() {
    return lifetime;
  }

  private void buildDetector(SplittableRandom random) {
    for (int channel = 0; channel < Detector.CHANNELS; channel++) {
      int middle = Detector.plane(channel).collects() ? 900 : 2300;
      pedestal[channel] = (float) (middle + 30 * random.nextGaussian());
      noise[channel] = (float) (usualNoise(channel) * (1 + 0.04 * random.nextGaussian()));
    }
  }

  /**
   * A longer wire has more capacitance, hence more noise; slanted wires are short in the corners.
   */
  private static double usualNoise(int channel) {
    Plane plane = Detector.plane(channel);
    if (plane.collects()) {
      return 3.2;
    }
    double across = (Detector.wire(channel) + 0.5) * plane.pitch();
    double span = plane.wires() * plane.pitch();
    double narrow = Detector.HEIGHT * Math.sin(Detector.WIRE_ANGLE);
    double fromCorner = Math.min(across, span - across);
    return 2.2 + 2.3 * Math.min(1, fromCorner / narrow);
  }

  private void makeNoise(SplittableRandom random) {
    int apa = 1 + random.nextInt(Detector.APAS);
    int first = Detector.channel(apa, Plane.U, 0);
    while (noisy.cardinality() < NOISY_CHANNELS) {
      int channel = first + random.nextInt(Detector.CHANNELS_PER_APA);
      if (!noisy.get(channel)) {
        noisy.set(channel);
        noise[channel] *= (float) random.nextDouble(3, 5);
      }
    }
  }

  private void killBoard(SplittableRandom random) {
    int apa = 1 + random.nextInt(Detector.APAS);
    int board = random.nextInt(Detector.BOARDS);
    for (int channel = 0; channel < Detector.CHANNELS; channel++) {
      if (Detector.apa(channel) == apa && Detector.board(channel) == board) {
        dead.set(channel);
        noisy.clear(channel);
        noise[channel] = 0;
      }
    }
  }
}
