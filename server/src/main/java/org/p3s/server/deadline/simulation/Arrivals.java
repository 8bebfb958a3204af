package org.p3s.server.deadline.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;

/** Draws files and how long their jobs take. The same seed gives the same ones. */
final class Arrivals {

  /** How files come. */
  enum Kind {
    /** At any time alike. */
    POISSON,
    /**
     * Runs of half an hour, with three minutes between them; each begins with two minutes of four
     * times as many files.
     */
    BURSTY
  }

  private static final double RUN = 1_800;
  private static final double PAUSE = 180;
  private static final double BURST = 120;
  private static final double BURST_RATE = 4;

  /** A time in which files come at one rate. */
  private record Phase(double from, double to, double rate) {}

  private final RandomGenerator random;
  private final Dag dag;
  private final double spread;

  /**
   * Of the workflows of this graph.
   *
   * @param spread standard deviation of a vertex' durations, as a part of their mean
   */
  Arrivals(Dag dag, double spread, long seed) {
    this.random = new SplittableRandom(seed);
    this.dag = dag;
    this.spread = spread;
  }

  /**
   * Files over so many seconds.
   *
   * @param rate files per second, on average
   */
  List<Arrival> draw(Kind kind, double rate, double seconds) {
    List<Phase> phases = kind == Kind.POISSON ? List.of(new Phase(0, seconds, 1)) : runs(seconds);
    double scale =
        rate * seconds / phases.stream().mapToDouble(p -> p.rate() * (p.to() - p.from())).sum();
    List<Arrival> files = new ArrayList<>();
    for (Phase each : phases) {
      double at = each.from() + exponential(1 / (each.rate() * scale));
      while (at < each.to()) {
        files.add(new Arrival(at, durations()));
        at += exponential(1 / (each.rate() * scale));
      }
    }
    return files;
  }

  private List<Phase> runs(double seconds) {
    List<Phase> phases = new ArrayList<>();
    double at = 0;
    while (at < seconds) {
      double burst = Math.min(seconds, at + BURST);
      double end = Math.min(seconds, burst + exponential(RUN));
      phases.add(new Phase(at, burst, BURST_RATE));
      phases.add(new Phase(burst, end, 1));
      at = end + exponential(PAUSE);
    }
    return phases;
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /** Log-normal, as durations of jobs most often are: never negative, and with a long tail. */
  private double[] durations() {
    double sigma = Math.sqrt(Math.log(1 + spread * spread));
    double[] drawn = new double[dag.vertices().size()];
    for (Vertex vertex : dag.vertices()) {
      double mean = Graphs.estimate(vertex);
      drawn[vertex.index()] =
          vertex.isNoop() ? 0 : mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    }
    return drawn;
  }
}
