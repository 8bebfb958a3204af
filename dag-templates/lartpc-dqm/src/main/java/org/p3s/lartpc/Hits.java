package org.p3s.lartpc;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.lartpc.analysis.ChannelNoise;
import org.p3s.lartpc.analysis.Hit;
import org.p3s.lartpc.analysis.HitFinder;
import org.p3s.lartpc.analysis.TrackFinder;
import org.p3s.lartpc.analysis.TrackHit;
import org.p3s.lartpc.plot.Axis;
import org.p3s.lartpc.plot.SvgPlot;
import org.p3s.lartpc.raw.DecodedFile;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.raw.Plane;
import org.p3s.lartpc.result.Histogram;
import org.p3s.lartpc.result.Metric;
import org.p3s.lartpc.result.Picture;
import org.p3s.lartpc.result.Results;

/**
 * Payload: hits in {@code DECODED} as {@code HITS_RESULTS}, and those on straight tracks as {@code
 * TRACKHITS} for the lifetime.
 */
public final class Hits {
  private static final String CATEGORY = "Hits";
  private static final double HIGHEST_CHARGE = 6000;
  private static final Map<Plane, String> COLOURS =
      Map.of(Plane.U, SvgPlot.BLUE, Plane.V, SvgPlot.ORANGE, Plane.Z, SvgPlot.GREEN);

  private final int events;
  private final List<Hit> hits;
  private final List<TrackHit> trackHits;
  private final Results results = new Results();

  private Hits(int events, List<Hit> hits) {
    this.events = Math.max(1, events);
    this.hits = hits;
    trackHits = TrackFinder.find(hits);
  }

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Hits::run);
  }

  private static void run(Payload payload) throws IOException {
    DecodedFile file = new DecodedFile(payload.file("DECODED"));
    Hits hits = new Hits(file.run().events(), HitFinder.find(file, ChannelNoise.of(file)));
    hits.addCounts();
    hits.addTracks();
    for (Plane plane : Plane.values()) {
      hits.addCharge(plane);
    }
    hits.results.write(payload.file("HITS_RESULTS"));
    TrackHit.write(payload.file("TRACKHITS"), hits.trackHits);
    System.out.println(hits.hits.size() + " hits, " + hits.trackHits.size() + " of them on tracks");
  }

  private void addCounts() {
    Map<Plane, double[]> counts = new EnumMap<>(Plane.class);
    for (Plane plane : Plane.values()) {
      counts.put(plane, new double[Detector.APAS]);
    }
    for (Hit hit : hits) {
      counts.get(Detector.plane(hit.channel()))[Detector.apa(hit.channel()) - 1]++;
    }
    counts.forEach(this::addCounts);
    results.add(countsPlot(counts));
  }

  private void addCounts(Plane plane, double[] counts) {
    for (int apa = 1; apa <= Detector.APAS; apa++) {
      double count = counts[apa - 1];
      results.add(
          Metric.of("hits_per_event", "hits", "APA" + apa + "/" + plane, count / events)
              .withError(Math.sqrt(count) / events));
    }
  }

  private Picture countsPlot(Map<Plane, double[]> counts) {
    double most = counts.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0);
    String title = "Hits per event and APA";
    SvgPlot plot =
        new SvgPlot(
            title,
            new Axis("APA", 0.5, 6.5),
            new Axis("hits per event", 0, Math.max(10, most / events * 1.45)));
    double offset = -0.39;
    for (Plane plane : Plane.values()) {
      String colour = COLOURS.get(plane);
      for (int apa = 1; apa <= Detector.APAS; apa++) {
        double left = apa + offset;
        plot.bar(left, left + 0.24, counts.get(plane)[apa - 1] / events, colour);
      }
      plot.legend("plane " + plane, colour);
      offset += 0.26;
    }
    String help =
        "Pulses above four times the noise. All six APAs should look alike; one plane that is low in"
            + " one APA lost channels, one that is high is noisy. Z sees every track, U and V lose"
            + " tracks that run steeply towards the wires.";
    return Picture.svg("hits_per_apa", title, CATEGORY, help, plot.svg());
  }

  private void addTracks() {
    for (int apa = 1; apa <= Detector.APAS; apa++) {
      Set<Integer> tracks = new HashSet<>();
      for (TrackHit hit : trackHits) {
        if (hit.apa() == apa) {
          tracks.add(hit.track());
        }
      }
      results.add(
          Metric.of("tracks_per_event", "tracks", "APA" + apa, tracks.size() / (double) events)
              .withError(Math.sqrt(tracks.size()) / events));
    }
  }

  private void addCharge(Plane plane) {
    Histogram.Bins charges = new Histogram.Bins(60, HIGHEST_CHARGE);
    Histogram.Bins ticks = new Histogram.Bins(60, Detector.TICKS);
    double sum = 0;
    for (Hit hit : hits) {
      if (Detector.plane(hit.channel()) == plane) {
        charges.add(hit.charge());
        ticks.add(hit.tick());
        sum += hit.charge();
      }
    }
    Histogram charge = Histogram.of(label("hit_charge", "Charge", "ADC tick", plane), charges);
    results.add(charge);
    results.add(Histogram.of(label("hit_tick", "Time", "tick", plane), ticks));
    double mean = sum / Math.max(1, charge.entries());
    results.add(Metric.of("hit_charge_mean", "ADC tick", plane.name(), mean));
    if (plane.collects()) {
      results.add(chargePlot(charge));
    }
  }

  private static Histogram.Label label(String name, String what, String unit, Plane plane) {
    String title = what + " of hits, plane " + plane;
    return new Histogram.Label(name, title, CATEGORY, unit, plane.name());
  }

  private static Picture chargePlot(Histogram charge) {
    double most = Arrays.stream(charge.contents()).max().orElse(0);
    double end = charge.edges()[charge.edges().length - 1];
    SvgPlot plot =
        new SvgPlot(
            charge.label().title(),
            new Axis("hit charge (ADC tick)", 0, end),
            new Axis("hits", 0, Math.max(10, most * 1.15)));
    plot.steps(charge.edges(), charge.contents(), SvgPlot.GREEN);
    plot.legend(charge.entries() + " hits", SvgPlot.GREEN);
    String help =
        "Charge of each collection-plane pulse. Tracks along the beam make the left peak, steep ones"
            + " the broad right one. Impurities swallow charge and smear both to the left. The last"
            + " bin holds all that is larger.";
    return Picture.svg("hit_charge_Z", charge.label().title(), CATEGORY, help, plot.svg());
  }
}
