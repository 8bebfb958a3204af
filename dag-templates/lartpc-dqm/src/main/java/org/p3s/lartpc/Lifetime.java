package org.p3s.lartpc;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.p3s.lartpc.analysis.LifetimeFit;
import org.p3s.lartpc.analysis.TrackHit;
import org.p3s.lartpc.plot.Axis;
import org.p3s.lartpc.plot.SvgPlot;
import org.p3s.lartpc.raw.Detector;
import org.p3s.lartpc.result.Metric;
import org.p3s.lartpc.result.Picture;
import org.p3s.lartpc.result.Results;

/**
 * Payload: the lifetime of drifting electrons from {@code TRACKHITS}, as {@code LIFETIME_RESULTS}.
 */
public final class Lifetime {
  private static final String METRIC = "electron_lifetime";
  private static final double LEAST_GOOD = 3;
  private static final int BINS = 15;
  private static final double LONGEST_DRIFT = Detector.DRIFT_TICKS * Detector.TICK_MILLIS;

  private Lifetime() {}

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Lifetime::run);
  }

  private static void run(Payload payload) throws IOException {
    List<TrackHit> hits = TrackHit.read(payload.file("TRACKHITS"));
    LifetimeFit fit =
        LifetimeFit.of(hits)
            .orElseThrow(
                () ->
                    new Payload.Refusal(
                        Payload.FAILED,
                        "Only " + hits.size() + " hits on tracks, too few for a lifetime."));
    Results results = new Results().add(metric(fit, null).atLeast(LEAST_GOOD));
    for (int apa = 1; apa <= Detector.APAS; apa++) {
      addApa(results, hits, apa);
    }
    results.add(plot(fit)).write(payload.file("LIFETIME_RESULTS"));
    System.out.println("electron lifetime " + words(fit));
  }

  private static void addApa(Results results, List<TrackHit> hits, int apa) {
    Optional<LifetimeFit> fit =
        LifetimeFit.of(hits.stream().filter(hit -> hit.apa() == apa).toList());
    fit.filter(LifetimeFit::isMeasured).ifPresent(f -> results.add(metric(f, "APA" + apa)));
  }

  /** When the loss cannot be told from none, the value is the lower limit and has no error. */
  private static Metric metric(LifetimeFit fit, String element) {
    return fit.isMeasured()
        ? Metric.of(METRIC, "ms", element, fit.lifetime()).withError(fit.lifetimeError())
        : Metric.of(METRIC, "ms", element, fit.lowerLimit());
  }

  private static String words(LifetimeFit fit) {
    return fit.isMeasured()
        ? String.format(Locale.ROOT, "%.2f ± %.2f ms", fit.lifetime(), fit.lifetimeError())
        : String.format(Locale.ROOT, "above %.0f ms", fit.lowerLimit());
  }

  private static Picture plot(LifetimeFit fit) {
    String title = "Charge against drift time";
    SvgPlot plot =
        new SvgPlot(
            title,
            new Axis("drift time (ms)", 0, 2.4),
            new Axis("charge / charge at wires", 0, 1.4));
    double[][] means = means(fit);
    double[] x = new double[49];
    double[] y = new double[49];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * LONGEST_DRIFT / (x.length - 1);
      y[i] = Math.exp(-fit.rate() * x[i]);
    }
    plot.line(x, y, SvgPlot.RED).points(means[0], means[1], means[2], SvgPlot.BLUE);
    plot.legend("lifetime " + words(fit), SvgPlot.RED);
    plot.legend(fit.hits() + " hits on " + fit.tracks() + " tracks", SvgPlot.BLUE);
    String help =
        "Charge of hits on straight tracks, relative to that of the same track at the wires, mean per"
            + " bin of drift time. The curve is exp(-t / lifetime). The steeper it falls the more"
            + " impurities there are; below 3 ms call the cryogenics expert.";
    return Picture.svg(METRIC, title, "Purity", help, plot.svg());
  }

  /** Drift time, geometric mean of the charge and its error, per bin that has at least ten hits. */
  private static double[][] means(LifetimeFit fit) {
    double[] n = new double[BINS];
    double[] sum = new double[BINS];
    double[] squares = new double[BINS];
    for (LifetimeFit.Point point : fit.kept()) {
      int bin = (int) Math.floor(point.drift() / LONGEST_DRIFT * BINS);
      if (bin >= 0 && bin < BINS) {
        n[bin]++;
        sum[bin] += point.logCharge();
        squares[bin] += point.logCharge() * point.logCharge();
      }
    }
    int[] full = IntStream.range(0, BINS).filter(i -> n[i] >= 10).toArray();
    double[][] means = new double[3][full.length];
    for (int i = 0; i < full.length; i++) {
      int bin = full[i];
      double mean = sum[bin] / n[bin];
      means[0][i] = (bin + 0.5) * LONGEST_DRIFT / BINS;
      means[1][i] = Math.exp(mean);
      means[2][i] = means[1][i] * Math.sqrt((squares[bin] / n[bin] - mean * mean) / n[bin]);
    }
    return means;
  }
}
