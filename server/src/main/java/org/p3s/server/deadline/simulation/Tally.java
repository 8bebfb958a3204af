package org.p3s.server.deadline.simulation;

import java.util.Arrays;

/** Counts what became of files. */
final class Tally {

  private final Scenario scenario;

  /** Seconds from file seen to results, of those in time. */
  private final double[] latencies;

  private int onTime;
  private int late;
  private int dropped;

  /** Place of the newest file with results in time. */
  private int newest = -1;

  private double stalest;

  Tally(Scenario scenario) {
    this.scenario = scenario;
    this.latencies = new double[scenario.arrivals().size()];
  }

  void dropped() {
    dropped++;
  }

  /**
   * The results of a file are there.
   *
   * @param place among all files
   */
  void ended(int place, double now) {
    double seen = scenario.arrivals().get(place).seen();
    if (now - seen > scenario.eta()) {
      late++;
      return;
    }
    latencies[onTime++] = now - seen;
    if (place > newest) {
      // until now there was nothing of the file behind the newest
      stalest = Math.max(stalest, now - scenario.arrivals().get(newest + 1).seen());
      newest = place;
    }
  }

  Outcome outcome(Policy policy, int bound) {
    int arrived = scenario.arrivals().size();
    double[] sorted = Arrays.copyOf(latencies, onTime);
    Arrays.sort(sorted);
    return new Outcome(
        policy.word(),
        arrived,
        onTime,
        late,
        dropped,
        bound,
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        stalest);
  }

  private static double quantile(double[] sorted, double level) {
    return sorted.length == 0 ? 0 : sorted[(int) (level * (sorted.length - 1))];
  }
}
