package org.p3s.lartpc.analysis;

import java.util.ArrayList;
import java.util.List;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.Detector;

/**
 * Finds pulses above a threshold of four times the channel's noise, at least 8 ADC counts, in at
 * least two consecutive ticks. A collection pulse is summed with its flanks; of an induction pulse
 * only the positive lobe counts.
 */
public final class HitFinder {
  private static final double NOISE_CUT = 4;
  private static final double LEAST_THRESHOLD = 8;
  private static final int FLANK = 5;

  private final ChannelNoise noise;
  private final List<Hit> hits = new ArrayList<>();

  private HitFinder(ChannelNoise noise) {
    this.noise = noise;
  }

  /** All hits, by event and channel. */
  public static List<Hit> find(DecodedFile file, ChannelNoise noise) {
    HitFinder finder = new HitFinder(noise);
    file.forEach(finder::search);
    return finder.hits;
  }

  private void search(int event, int channel, short[] samples) {
    double rms = noise.rms(channel);
    if (rms < ChannelNoise.DEAD_BELOW) {
      return;
    }
    double pedestal = noise.pedestal(channel);
    int limit = (int) Math.ceil(pedestal + Math.max(LEAST_THRESHOLD, NOISE_CUT * rms));
    int flank = Detector.plane(channel).collects() ? FLANK : 0;
    for (int i = 0; i < samples.length - 1; i++) {
      if (samples[i] >= limit && samples[i + 1] >= limit) {
        int end = end(samples, i, limit, Math.max(1, flank));
        add(event, channel, samples, Math.max(0, i - flank), Math.min(samples.length, end + flank));
        i = end + flank;
      }
    }
  }

  /** The pulse goes on over a dip shorter than a flank. */
  private static int end(short[] samples, int start, int limit, int dip) {
    int end = start + 1;
    for (int i = end; i < samples.length && i < end + dip; i++) {
      if (samples[i] >= limit) {
        end = i + 1;
      }
    }
    return end;
  }

  private void add(int event, int channel, short[] samples, int from, int to) {
    double pedestal = noise.pedestal(channel);
    double charge = 0;
    double moment = 0;
    double amplitude = 0;
    for (int i = from; i < to; i++) {
      double adc = samples[i] - pedestal;
      charge += adc;
      moment += adc * i;
      amplitude = Math.max(amplitude, adc);
    }
    hits.add(new Hit(event, channel, moment / charge, charge, amplitude));
  }
}
