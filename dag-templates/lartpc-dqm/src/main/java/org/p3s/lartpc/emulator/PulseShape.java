package org.p3s.lartpc.emulator;

import org.p3s.lartpc.raw.Plane;

/** The answer of wires and electronics to a unit of charge at one moment. */
final class PulseShape {
  static final int REACH = 10;
  private static final int PHASES = 4;
  private static final double SIGMA = 2.5;
  private static final double INDUCED = 0.6;

  private static final PulseShape COLLECTION = new PulseShape(true);
  private static final PulseShape INDUCTION = new PulseShape(false);

  private final float[][] phases = new float[PHASES][2 * REACH + 1];

  private PulseShape(boolean collects) {
    for (int phase = 0; phase < PHASES; phase++) {
      for (int i = -REACH; i <= REACH; i++) {
        double u = (i - (phase + 0.5) / PHASES) / SIGMA;
        double bell = Math.exp(-u * u / 2) / (SIGMA * Math.sqrt(2 * Math.PI));
        // Drifting past a wire induces first one sign, then the other: the bell's slope.
        double twoSided = -u * Math.exp(0.5) * bell * INDUCED;
        phases[phase][i + REACH] = (float) (collects ? bell : twoSided);
      }
    }
  }

  static PulseShape of(Plane plane) {
    return plane.collects() ? COLLECTION : INDUCTION;
  }

  /** Adds the pulse of a charge (ADC·tick) that arrives at a tick to a channel's signal. */
  void add(float[] signal, int channelStart, int ticks, double tick, double charge) {
    int whole = (int) tick;
    float[] shape = phases[(int) ((tick - whole) * PHASES)];
    int first = Math.max(0, whole - REACH);
    int last = Math.min(ticks - 1, whole + REACH);
    float amount = (float) charge;
    int shift = REACH - whole;
    for (int i = first; i <= last; i++) {
      signal[channelStart + i] += amount * shape[i + shift];
    }
  }
}
