package org.p3s.lartpc.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fit of charge = A(track) · exp(-drift / lifetime): a straight line through the logarithms of the
 * charges, with one slope and a free height for each track, since each crosses the wires at its own
 * angle. Hits far off the line (delta rays) are left out, in three rounds. The error comes from how
 * much the tracks disagree, so it also holds when neighbouring hits of a track are alike.
 *
 * @param rate 1 / lifetime, in 1/ms; may come out negative when there is hardly any loss
 * @param rateError standard error of the rate
 * @param hits used
 * @param tracks used
 * @param kept the hits used, each with the logarithm of its charge less the height of its track
 */
public record LifetimeFit(double rate, double rateError, int hits, int tracks, List<Point> kept) {
  private static final int LEAST_HITS = 100;
  private static final double CUT = 3;

  /** A hit in the fit: drift time in ms, logarithm of charge over the charge at the wires. */
  public record Point(double drift, double logCharge) {}

  /** Empty if there are fewer than 100 hits, or no track drifts. */
  public static Optional<LifetimeFit> of(List<TrackHit> hits) {
    List<TrackHit> used = hits.stream().filter(hit -> hit.charge() > 0).toList();
    Optional<LifetimeFit> fit = once(used);
    for (int round = 0; round < 3 && fit.isPresent(); round++) {
      used = withoutOutliers(used, fit.get().rate());
      fit = once(used);
    }
    return fit;
  }

  /** Lifetime in ms; infinite or negative when the rate is. */
  public double lifetime() {
    return 1 / rate;
  }

  /** Standard error of the lifetime in ms. */
  public double lifetimeError() {
    return rateError / (rate * rate);
  }

  /** False if the loss is too small against its error to say more than a lower limit. */
  public boolean isMeasured() {
    return rate > 2 * rateError;
  }

  /** The lifetime is longer than this, in ms, with a confidence of 97.7 %. */
  public double lowerLimit() {
    return 1 / (Math.max(rate, 0) + 2 * rateError);
  }

  private static Optional<LifetimeFit> once(List<TrackHit> hits) {
    Map<Integer, Track> tracks = tracks(hits);
    double tt = tracks.values().stream().mapToDouble(Track::spread).sum();
    if (hits.size() < LEAST_HITS || tt < 1e-9) {
      return Optional.empty();
    }
    double rate = -tracks.values().stream().mapToDouble(Track::product).sum() / tt;
    double squares = tracks.values().stream().mapToDouble(t -> square(t.pull(rate))).sum();
    double error = Math.sqrt(squares * tracks.size() / Math.max(1, tracks.size() - 1)) / tt;
    List<Point> points = new ArrayList<>(hits.size());
    for (TrackHit hit : hits) {
      Track track = tracks.get(hit.track());
      double relative = track.offLine(hit, rate) - rate * hit.drift();
      points.add(new Point(hit.drift(), relative));
    }
    return Optional.of(new LifetimeFit(rate, error, hits.size(), tracks.size(), points));
  }

  private static List<TrackHit> withoutOutliers(List<TrackHit> hits, double rate) {
    Map<Integer, Track> tracks = tracks(hits);
    double squares = 0;
    for (TrackHit hit : hits) {
      squares += square(tracks.get(hit.track()).offLine(hit, rate));
    }
    double limit = CUT * Math.sqrt(squares / hits.size());
    return hits.stream()
        .filter(hit -> Math.abs(tracks.get(hit.track()).offLine(hit, rate)) < limit)
        .toList();
  }

  private static Map<Integer, Track> tracks(List<TrackHit> hits) {
    Map<Integer, Track> tracks = new LinkedHashMap<>();
    for (TrackHit hit : hits) {
      tracks.computeIfAbsent(hit.track(), track -> new Track()).add(hit);
    }
    return tracks;
  }

  private static double square(double d) {
    return d * d;
  }

  /** Sums over one track's hits of t, the drift time, and q, the logarithm of the charge. */
  private static final class Track {
    private double n;
    private double t;
    private double q;
    private double tt;
    private double tq;

    void add(TrackHit hit) {
      double logCharge = Math.log(hit.charge());
      n++;
      t += hit.drift();
      q += logCharge;
      tt += hit.drift() * hit.drift();
      tq += hit.drift() * logCharge;
    }

    /** Sum of the squared distances of t from its mean. */
    double spread() {
      return tt - t * t / n;
    }

    /** Sum of products of t and q, each from its mean. */
    double product() {
      return tq - t * q / n;
    }

    /** How strongly this track alone pulls the common rate. */
    double pull(double rate) {
      return product() + rate * spread();
    }

    double offLine(TrackHit hit, double rate) {
      return Math.log(hit.charge()) - q / n + rate * (hit.drift() - t / n);
    }
  }
}
