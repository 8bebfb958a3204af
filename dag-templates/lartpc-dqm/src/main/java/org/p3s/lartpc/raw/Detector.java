package org.p3s.lartpc.raw;

/**
 * The detector: six APAs in two rows of three, APA 1 to 3 and 4 to 6 in the direction of the beam.
 * Channels are numbered 0 to 2303: APA by APA, in each U, then V, then Z. A front-end board reads
 * 128 of them: 40 U, 40 V and 48 Z wires of one APA.
 */
public final class Detector {
  public static final int APAS = 6;
  public static final int BOARDS = 3;
  public static final int CHANNELS_PER_APA = 384;
  public static final int CHANNELS = APAS * CHANNELS_PER_APA;

  /** Samples of one channel in one event. */
  public static final int TICKS = 1200;

  public static final int TICK_NANOS = 2000;
  public static final double TICK_MILLIS = TICK_NANOS * 1e-6;

  /** The tick at which charge from beside the wires arrives. */
  public static final int FIRST_DRIFT_TICK = 40;

  /** Ticks that charge from the cathode needs to the wires (2.25 ms). */
  public static final int DRIFT_TICKS = 1125;

  /** Lengths of the volume before one APA, in mm. */
  public static final double DRIFT_LENGTH = 3600;

  public static final double WIDTH = Plane.Z.wires() * Plane.Z.pitch();
  public static final double HEIGHT = 1729;

  /** Angle of the U and V wires against the upright, in radians. */
  public static final double WIRE_ANGLE = Math.toRadians(35.7);

  public static final int ADC_MAX = 4095;

  private Detector() {}

  /** Number of a channel from its APA (1 to 6), plane and wire (0 to wires - 1). */
  public static int channel(int apa, Plane plane, int wire) {
    return (apa - 1) * CHANNELS_PER_APA + plane.offset() + wire;
  }

  /** APA (1 to 6) of a channel. */
  public static int apa(int channel) {
    return channel / CHANNELS_PER_APA + 1;
  }

  public static Plane plane(int channel) {
    int inApa = channel % CHANNELS_PER_APA;
    if (inApa < Plane.V.offset()) {
      return Plane.U;
    }
    return inApa < Plane.Z.offset() ? Plane.V : Plane.Z;
  }

  /** Number of the channel's wire in its plane, from 0. */
  public static int wire(int channel) {
    return channel % CHANNELS_PER_APA - plane(channel).offset();
  }

  /** Front-end board (0 to 2) of the channel in its APA. */
  public static int board(int channel) {
    return wire(channel) * BOARDS / plane(channel).wires();
  }
}
