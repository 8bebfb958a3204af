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

  private final SplittableRandom random = new SplittableRandom(6);
  private final List<TrackHit> found = new ArrayList<>();
  private int tracks;

  private record Line(double start, double slope) {
    boolean isNear(Hit hit) {
      return Math.abs(hit.tick() - start - slope * Detector.wire(hit.channel())) < NEAR_TICKS;
    }
  }

  /**
   * Hits on tracks; each track without its first and last two, which see only part of the pitch.
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
    while (left.size() >= LEAST_HITS) {
      List<Hit> track = refined(left, best(left));
      if (track.size() < LEAST_HITS) {
        return;
      }
      tracks++;
      track.sort(Comparator.comparingInt(Hit::channel));
      track.subList(2, track.size() - 2).forEach(hit -> found.add(TrackHit.of(hit, tracks)));
      left.removeAll(track);
    }
  }

  private Line best(List<Hit> hits) {
    Line best = new Line(0, 0);
    int most = -1;
    for (int i = 0; i < PAIRS; i++) {
      Hit a = hits.get(random.nextInt(hits.size()));
      Hit b = hits.get(random.nextInt(hits.size()));
      int distance = Detector.wire(b.channel()) - Detector.wire(a.channel());
      if (Math.abs(distance) >= LEAST_DISTANCE) {
        double slope = (b.tick() - a.tick()) / distance;
        Line line = new Line(a.tick() - slope * Detector.wire(a.channel()), slope);
        int near = (int) hits.stream().filter(line::isNear).count();
        if (near > most) {
          most = near;
          best = line;
        }
      }
    }
    return best;
  }

  /** Fits the line through its hits twice: the pair that found it was not the best aim. */
  private static List<Hit> refined(List<Hit> hits, Line first) {
    List<Hit> near = near(hits, first);
    for (int i = 0; i < 2 && near.size() >= LEAST_HITS; i++) {
      near = near(hits, fit(near));
    }
    return near;
  }

  private static List<Hit> near(List<Hit> hits, Line line) {
    return new ArrayList<>(hits.stream().filter(line::isNear).toList());
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
