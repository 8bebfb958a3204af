package org.p3s.lartpc.emulator;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.Plane;

/**
 * Makes events: pedestal, Gaussian noise, and straight tracks whose charge fades with the drift
 * time. The array of samples is used again for the next event.
 */
public final class EventMaker {
  /** Charge that a track frees and the wires collect without losses, in ADC·tick per mm. */
  static final double CHARGE_PER_MM = 63;

  private static final double DRIFT_MM_PER_TICK = Detector.DRIFT_LENGTH / Detector.DRIFT_TICKS;
  private static final float[] NOISE = noise();

  private final float[] signal = new float[Detector.CHANNELS * Detector.TICKS];
  private final short[] samples = new short[signal.length];

  /**
   * Makes one event.
   *
   * @return its tracks; the samples are in {@link #samples()}
   */
  public List<Track> make(RunConditions run, SplittableRandom random) {
    Arrays.fill(signal, 0);
    List<Track> tracks = Track.ofEvent(random);
    for (Track track : tracks) {
      for (Plane plane : Plane.values()) {
        addTrack(track, plane, run.lifetime(), random);
      }
    }
    for (int channel = 0; channel < Detector.CHANNELS; channel++) {
      digitise(channel, run, random.nextInt(NOISE.length - Detector.TICKS));
    }
    return tracks;
  }

  /** 2304 channels × 1200 ticks of 0 to 4095, of the event made last. */
  public short[] samples() {
    return samples;
  }

  private void addTrack(Track track, Plane plane, double lifetime, SplittableRandom random) {
    PulseShape shape = PulseShape.of(plane);
    int steps = steps(track, plane);
    double chargePerStep = CHARGE_PER_MM * track.length() / steps;
    int lastWire = -1;
    double fluctuation = 1;
    for (int i = 0; i < steps; i++) {
      double along = (i + 0.5) / steps;
      int wire = (int) (across(track, plane, along) / plane.pitch());
      if (wire < 0 || wire >= plane.wires()) {
        continue;
      }
      if (wire != lastWire) {
        fluctuation = fluctuation(random);
        lastWire = wire;
      }
      double drift = mix(track.from().x(), track.to().x(), along) / DRIFT_MM_PER_TICK;
      double survives = Math.exp(-drift * Detector.TICK_MILLIS / lifetime);
      int channel = Detector.channel(track.apa(), plane, wire);
      shape.add(
          signal,
          channel * Detector.TICKS,
          Detector.TICKS,
          Detector.FIRST_DRIFT_TICK + drift,
          chargePerStep * fluctuation * survives);
    }
  }

  /** Small enough for five steps per wire and one per tick. */
  private static int steps(Track track, Plane plane) {
    double wires = Math.abs(across(track, plane, 1) - across(track, plane, 0)) / plane.pitch();
    double ticks = Math.abs(track.to().x() - track.from().x()) / DRIFT_MM_PER_TICK;
    return (int) Math.ceil(Math.max(5 * wires, ticks)) + 1;
  }

  /** Distance in mm from the plane's first wire, at right angles to its wires. */
  private static double across(Track track, Plane plane, double along) {
    double z = mix(track.from().z(), track.to().z(), along);
    double y = mix(track.from().y(), track.to().y(), along);
    double cos = Math.cos(Detector.WIRE_ANGLE);
    double sin = Math.sin(Detector.WIRE_ANGLE);
    return switch (plane) {
      case U -> z * cos + y * sin;
      case V -> z * cos + (Detector.HEIGHT - y) * sin;
      case Z -> z;
    };
  }

  /**
   * Energy loss per wire varies with a tail to high values; -ln(g²) has the shape of Moyal's curve.
   */
  private static double fluctuation(SplittableRandom random) {
    double g = random.nextGaussian();
    double moyal = -Math.log(g * g + 1e-12);
    return Math.min(4, Math.max(0.5, 0.87 + 0.1 * moyal));
  }

  private void digitise(int channel, RunConditions run, int noiseStart) {
    float pedestal = run.pedestal(channel) + 0.5f;
    float noise = run.noise(channel);
    int start = channel * Detector.TICKS;
    if (run.isDead(channel)) {
      Arrays.fill(samples, start, start + Detector.TICKS, (short) pedestal);
      return;
    }
    for (int i = 0; i < Detector.TICKS; i++) {
      int adc = (int) (pedestal + noise * NOISE[noiseStart + i] + signal[start + i]);
      samples[start + i] = (short) Math.max(0, Math.min(Detector.ADC_MAX, adc));
    }
  }

  private static double mix(double from, double to, double part) {
    return from + (to - from) * part;
  }

  /** Enough Gaussian numbers to cut a waveform's noise from anywhere; drawing each anew is slow. */
  private static float[] noise() {
    SplittableRandom random = new SplittableRandom(20_180_831);
    float[] noise = new float[1 << 18];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
