package org.p3s.server.deadline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.Vertex;

class BoundTest {

  private static final Dag LONE =
      Dag.of("lone", null, LatePolicy.DROP, List.of(Vertex.plain(0, "a", "work", "x")), List.of());

  private static Scenario scenario(double eta, double... seenAndLength) {
    List<Arrival> files = new ArrayList<>();
    for (int i = 0; i < seenAndLength.length; i += 2) {
      files.add(new Arrival(seenAndLength[i], new double[] {seenAndLength[i + 1]}));
    }
    files.sort(Comparator.comparingDouble(Arrival::seen));
    return new Scenario(LONE, 1, eta, files);
  }

  @Test
  void theLongOneIsGivenUpForTwoShortOnes() {
    assertThat(Bound.of(scenario(10, 0, 9, 1, 4, 2, 4))).isEqualTo(2);
  }

  @Test
  void nothingIsGivenUpWhileThereIsTime() {
    assertThat(Bound.of(scenario(10, 0, 5, 20, 10, 40, 1))).isEqualTo(3);
  }

  /** Beside the best of all subsets, each run in order of the files. */
  @Test
  void itIsTheGreatestSetThatCanBeInTime() {
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] drawn = new double[2 * random.nextInt(1, 11)];
      for (int i = 0; i < drawn.length; i += 2) {
        drawn[i] = random.nextInt(25);
        drawn[i + 1] = random.nextInt(1, 12);
      }
      Scenario scenario = scenario(12, drawn);
      assertThat(Bound.of(scenario)).as("seed %d", seed).isEqualTo(best(scenario));
    }
  }

  private static int best(Scenario scenario) {
    int best = 0;
    for (int set = 0; set < 1 << scenario.arrivals().size(); set++) {
      if (Integer.bitCount(set) > best && isInTime(scenario, set)) {
        best = Integer.bitCount(set);
      }
    }
    return best;
  }

  private static boolean isInTime(Scenario scenario, int set) {
    double end = 0;
    for (int i = 0; i < scenario.arrivals().size(); i++) {
      Arrival file = scenario.arrivals().get(i);
      if ((set >> i & 1) == 1) {
        end = Math.max(end, file.seen()) + file.work();
        if (end > file.seen() + scenario.eta()) {
          return false;
        }
      }
    }
    return true;
  }
}
