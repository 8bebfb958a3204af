package org.p3s.lartpc.analysis;

import java.util.Arrays;
import java.util.BitSet;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.Detector;

/**
 * Pedestal and noise of every channel, not disturbed by pulses: mean and RMS of the samples within
 * 3.5 RMS, found by iteration.
 */
public final class ChannelNoise {
  /** A living channel has more noise than this, in ADC counts. */
  public static final double DEAD_BELOW = 0.5;

  /** No healthy channel has more noise than this, in ADC counts. */
  public static final double NOISY_ABOVE = 8;

  private static final double NOISY_RATIO = 2;
  private static final double CUT = 3.5;

  /** RMS of a Gaussian over that of its part within 3.5 RMS. */
  private static final double CUT_CORRECTION = 1.00308;

  private static final int REACH = 120;
  private static final int BINS = 2 * REACH + 1;

  private final double[] pedestal = new double[Detector.CHANNELS];
  private final double[] rms = new double[Detector.CHANNELS];
  private final int samples;

  private ChannelNoise(int samples) {
    this.samples = samples;
  }

  public static ChannelNoise of(DecodedFile file) {
    int[] counts = new int[Detector.CHANNELS * BINS];
    int[] middles = new int[Detector.CHANNELS];
    Arrays.fill(middles, -1);
    file.forEach(
        (event, channel, samples) -> {
          if (middles[channel] < 0) {
            middles[channel] = middle(samples);
          }
          count(samples, middles[channel], counts, channel * BINS);
        });
    ChannelNoise noise = new ChannelNoise(file.run().events() * Detector.TICKS);
    for (int channel = 0; channel < Detector.CHANNELS; channel++) {
      double[] moments = clipped(counts, channel * BINS);
      noise.pedestal[channel] = middles[channel] + moments[0];
      noise.rms[channel] = moments[1];
    }
    return noise;
  }

  /** Pedestal of a channel in ADC counts. */
  public double pedestal(int channel) {
    return pedestal[channel];
  }

  /** Noise RMS of a channel in ADC counts. */
  public double rms(int channel) {
    return rms[channel];
  }

  /** How many samples each channel has. */
  public int samples() {
    return samples;
  }

  /** Channels that do not even show noise. */
  public BitSet dead() {
    BitSet dead = new BitSet();
    for (int channel = 0; channel < rms.length; channel++) {
      dead.set(channel, rms[channel] < DEAD_BELOW);
    }
    return dead;
  }

  /** Channels above the absolute limit, or above twice the median of the same wire in all APAs. */
  public BitSet noisy() {
    BitSet noisy = new BitSet();
    for (int inApa = 0; inApa < Detector.CHANNELS_PER_APA; inApa++) {
      double[] same = new double[Detector.APAS];
      for (int apa = 0; apa < Detector.APAS; apa++) {
        same[apa] = rms[apa * Detector.CHANNELS_PER_APA + inApa];
      }
      double[] sorted = same.clone();
      Arrays.sort(sorted);
      double limit = Math.min(NOISY_ABOVE, NOISY_RATIO * sorted[(Detector.APAS - 1) / 2]);
      for (int apa = 0; apa < Detector.APAS; apa++) {
        int channel = apa * Detector.CHANNELS_PER_APA + inApa;
        noisy.set(channel, same[apa] >= DEAD_BELOW && same[apa] > limit);
      }
    }
    return noisy;
  }

  private static int middle(short[] samples) {
    short[] some = new short[63];
    for (int i = 0; i < some.length; i++) {
      some[i] = samples[i * (samples.length / some.length)];
    }
    Arrays.sort(some);
    return some[some.length / 2];
  }

  private static void count(short[] samples, int middle, int[] counts, int start) {
    int zero = start + REACH - middle;
    for (short sample : samples) {
      int bin = zero + sample;
      if (bin >= start && bin < start + BINS) {
        counts[bin]++;
      }
    }
  }

  /** Mean from the middle, and RMS, of what lies within the cut. */
  private static double[] clipped(int[] counts, int start) {
    double mean = 0;
    double rms = REACH;
    for (int i = 0; i < 12; i++) {
      double before = rms;
      double[] next = moments(counts, start, mean - CUT * rms, mean + CUT * rms);
      mean = next[0];
      rms = next[1] * CUT_CORRECTION;
      if (Math.abs(rms - before) < 1e-3 * before || rms == 0) {
        break;
      }
    }
    return new double[] {mean, rms};
  }

  private static double[] moments(int[] counts, int start, double from, double to) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    int first = (int) Math.max(-REACH, Math.ceil(from));
    int last = (int) Math.min(REACH, Math.floor(to));
    for (int value = first; value <= last; value++) {
      double count = counts[start + value + REACH];
      n += count;
      sum += count * value;
      squares += count * value * value;
    }
    if (n == 0) {
      return new double[] {0, 0};
    }
    double mean = sum / n;
    return new double[] {mean, Math.sqrt(Math.max(0, squares / n - mean * mean))};
  }
}
