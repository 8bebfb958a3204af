package org.p3s.server.deadline.simulation;

import java.util.List;
import org.p3s.server.dag.Dag;

/**
 * What all policies are to cope with.
 *
 * @param eta seconds from file seen to results
 * @param arrivals by time
 */
record Scenario(Dag dag, int slots, double eta, List<Arrival> arrivals) {

  /** Mean seconds between two files. */
  double interval() {
    return arrivals.size() < 2
        ? 0
        : (arrivals.get(arrivals.size() - 1).seen() - arrivals.get(0).seen())
            / (arrivals.size() - 1);
  }
}
