package org.p3s.server.deadline.simulation;

import java.util.List;

/**
 * The most files whose results anybody could have in time, also with all durations known before:
 * for work that may be spread over all slots at will, which real jobs may not. An upper limit.
 *
 * <p>With one ETA for all, deadlines come in the order of the files, and the greatest set is found
 * by taking each file in turn and, when it would end too late, giving up the one whose absence
 * shortens what is left the most (Kise, Ibaraki and Mine 1978, one machine, agreeable release and
 * due dates).
 */
final class Bound {

  private final Scenario scenario;

  /** Of the files that are kept, by place: seconds that all slots together need. */
  private final Tree tree;

  private double end;
  private int kept;

  private Bound(Scenario scenario) {
    this.scenario = scenario;
    this.tree = new Tree(scenario.arrivals().size());
  }

  static int of(Scenario scenario) {
    return new Bound(scenario).count();
  }

  private int count() {
    List<Arrival> files = scenario.arrivals();
    for (int i = 0; i < files.size(); i++) {
      double seen = files.get(i).seen();
      double length = files.get(i).work() / scenario.slots();
      double start = Math.max(seen, end);
      tree.put(i, length, start - seen);
      end = start + length;
      kept++;
      if (end > seen + scenario.eta()) {
        end -= tree.removeLongest();
        kept--;
      }
    }
    return kept;
  }
}
