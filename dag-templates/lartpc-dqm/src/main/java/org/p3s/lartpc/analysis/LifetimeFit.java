package org.p3s.lartpc.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fit of charge = A(track) · exp(-drift / lifetime): a straight line through the logarithms of the
 * charges, with one slope and a free height for each track, since each crosses the wires at its own
 * angle. Hits far off the line (crossing tracks, delta rays) are left out, in three rounds.
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
    if (hits.size() < LEAST_HITS) {
      return Optional.empty();
    }
    Map<Integer, Mean> means = means(hits);
    double tt = 0;
    double tq = 0;
    double qq = 0;
    for (TrackHit hit : hits) {
      Mean mean = means.get(hit.track());
      double t = hit.drift() - mean.drift();
      double q = Math.log(hit.charge()) - mean.logCharge();
      tt += t * t;
      tq += t * q;
      qq += q * q;
    }
    if (tt < 1e-9) {
      return Optional.empty();
    }
    double rate = -tq / tt;
    double variance = (qq - tq * tq / tt) / (hits.size() - means.size() - 1);
    double error = Math.sqrt(Math.max(0, variance) / tt);
    return Optional.of(
        new LifetimeFit(rate, error, hits.size(), means.size(), points(hits, means, rate)));
  }

  private static List<Point> points(List<TrackHit> hits, Map<Integer, Mean> means, double rate) {
    List<Point> points = new ArrayList<>(hits.size());
    for (TrackHit hit : hits) {
      Mean mean = means.get(hit.track());
      double height = mean.logCharge() + rate * mean.drift();
      points.add(new Point(hit.drift(), Math.log(hit.charge()) - height));
    }
    return points;
  }

  private static List<TrackHit> withoutOutliers(List<TrackHit> hits, double rate) {
    Map<Integer, Mean> means = means(hits);
    double[] off = new double[hits.size()];
    double squares = 0;
    for (int i = 0; i < off.length; i++) {
      TrackHit hit = hits.get(i);
      Mean mean = means.get(hit.track());
      off[i] = Math.log(hit.charge()) - mean.logCharge() + rate * (hit.drift() - mean.drift());
      squares += off[i] * off[i];
    }
    double limit = CUT * Math.sqrt(squares / off.length);
    List<TrackHit> kept = new ArrayList<>();
    for (int i = 0; i < off.length; i++) {
      if (Math.abs(off[i]) < limit) {
        kept.add(hits.get(i));
      }
    }
    return kept;
  }

  private static Map<Integer, Mean> means(List<TrackHit> hits) {
    Map<Integer, Mean> means = new LinkedHashMap<>();
    for (TrackHit hit : hits) {
      means.computeIfAbsent(hit.track(), track -> new Mean()).add(hit);
    }
    return means;
  }

  /** Of one track. */
  private static final class Mean {
    private int n;
    private double driftSum;
    private double logSum;

    void add(TrackHit hit) {
      n++;
      driftSum += hit.drift();
      logSum += Math.log(hit.charge());
    }

    double drift() {
      return driftSum / n;
    }

    double logCharge() {
      return logSum / n;
    }
  }
}
