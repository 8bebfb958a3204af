package org.p3s.lartpc.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.p3s.lartpc.raw.Detector;

/**
 * Finds straight tracks among the collection-plane hits of each event and APA: lines through pairs
 * of hits are tried, the one with most hits near it is taken, and again with what remains. Which
 * pairs are tried is random with a fixed seed, so that the same file gives the same tracks.
 */
public final class TrackFinder {
  private static final int LEAST_HITS = 30;
  private static final int PAIRS = 250;
  private static final int LEAST_DISTANCE = 12;
  private static final double NEAR_TICKS = 5;

  /** Length of a pulse with its flanks. */
  private static final double PULSE_TICKS = 25;

  private final SplittableRandom random = new SplittableRandom(6);
  private final List<TrackHit> found = new ArrayList<>();
  private int tracks;

  private record Track(Line line, List<Hit> hits) {}

  private record Line(double start, double slope) {
    double at(Hit hit) {
      return start + slope * Detector.wire(hit.channel());
    }

    boolean isNear(Hit hit) {
      return Math.abs(hit.tick() - at(hit)) < NEAR_TICKS;
    }

    /** Whether at this hit's wire the pulses of both lines do not run into one another. */
    boolean isApart(Line other, Hit hit) {
      double lengths = (Math.abs(slope) + Math.abs(other.slope)) / 2;
      return Math.abs(other.at(hit) - at(hit)) > PULSE_TICKS + lengths;
    }
  }

  /**
   * Hits on tracks, fit for comparing charges: without the first and last two of each track, which
   * see only part of the pitch, and without those where two tracks cross.
   */
  public static List<TrackHit> find(List<Hit> hits) {
    TrackFinder finder = new TrackFinder();
    Map<Integer, List<Hit>> volumes = new LinkedHashMap<>();
    for (Hit hit : hits) {
      if (Detector.plane(hit.channel()).collects()) {
        int volume = hit.event() * Detector.APAS + Detector.apa(hit.channel()) - 1;
        volumes.computeIfAbsent(volume, v -> new ArrayList<>()).add(hit);
      }
    }
    volumes.values().forEach(finder::search);
    return finder.found;
  }

  private void search(List<Hit> hits) {
    List<Hit> left = new ArrayList<>(hits);
    List<Track> inVolume = new ArrayList<>();
    while (left.size() >= LEAST_HITS) {
      Track track = refined(left, best(left));
      if (track.hits().size() < LEAST_HITS) {
        break;
      }
      inVolume.add(track);
      left.removeAll(track.hits());
    }
    inVolume.forEach(track -> keep(track, inVolume));
  }

  private void keep(Track track, List<Track> all) {
    tracks++;
    List<Hit> hits = new ArrayList<>(track.hits());
    hits.sort(Comparator.comparingInt(Hit::channel));
    for (Hit hit : hits.subList(2, hits.size() - 2)) {
      if (all.stream()
          .allMatch(
              other ->
                  other.line().equals(track.line()) || track.line().isApart(other.line(), hit))) {
        found.add(TrackHit.of(hit, tracks));
      }
    }
  }

  /** Plain arrays: this loop looks at some ten million pairs of line and hit. */
  private Line best(List<Hit> hits) {
    int[] wires = hits.stream().mapToInt(hit -> Detector.wire(hit.channel())).toArray();
    double[] ticks = hits.stream().mapToDouble(Hit::tick).toArray();
    Line best = new Line(0, 0);
    int most = -1;
    for (int i = 0; i < PAIRS; i++) {
      int a = random.nextInt(wires.length);
      int b = random.nextInt(wires.length);
      if (Math.abs(wires[b] - wires[a]) >= LEAST_DISTANCE) {
        double slope = (ticks[b] - ticks[a]) / (wires[b] - wires[a]);
        Line line = new Line(ticks[a] - slope * wires[a], slope);
        int near = near(wires, ticks, line.start, slope);
        if (near > most) {
          most = near;
          best = line;
        }
      }
    }
    return best;
  }

  private static int near(int[] wires, double[] ticks, double start, double slope) {
    int near = 0;
    for (int i = 0; i < wires.length; i++) {
      if (Math.abs(ticks[i] - start - slope * wires[i]) < NEAR_TICKS) {
        near++;
      }
    }
    return near;
  }

  /** Fits the line through its hits twice: the pair that found it was not the best aim. */
  private static Track refined(List<Hit> hits, Line first) {
    Track track = new Track(first, near(hits, first));
    for (int i = 0; i < 2 && track.hits().size() >= LEAST_HITS; i++) {
      Line line = fit(track.hits());
      track = new Track(line, near(hits, line));
    }
    return track;
  }

  private static List<Hit> near(List<Hit> hits, Line line) {
    return hits.stream().filter(line::isNear).toList();
  }

  private static Line fit(List<Hit> hits) {
    double n = hits.size();
    double w = 0;
    double t = 0;
    double ww = 0;
    double wt = 0;
    for (Hit hit : hits) {
      double wire = Detector.wire(hit.channel());
      w += wire / n;
      t += hit.tick() / n;
      ww += wire * wire / n;
      wt += wire * hit.tick() / n;
    }
    double slope = (wt - w * t) / (ww - w * w);
    return new Line(t - slope * w, slope);
  }
}
