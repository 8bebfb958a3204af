package org.p3s.server.deadline.simulation;

import java.util.Arrays;

/** A file that comes in. */
final class Arrival {

  private final double seen;
  private final double[] durations;

  /**
   * A file.
   *
   * @param seen seconds since the beginning
   * @param durations seconds that each vertex of its workflow will take, by index; nobody knows
   *     them before
   */
  Arrival(double seen, double[] durations) {
    this.seen = seen;
    this.durations = durations;
  }

  double seen() {
    return seen;
  }

  double duration(int vertex) {
    return durations[vertex];
  }

  /** Seconds of one slot. */
  double work() {
    return Arrays.stream(durations).sum();
  }
}
