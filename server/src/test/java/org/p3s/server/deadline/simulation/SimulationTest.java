package org.p3s.server.deadline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.p3s.server.dag.Dag;

class SimulationTest {

  private static final int SLOTS = 40;
  private static final double WORK = 160;
  private static final double ETA = 600;
  private static final double GRACE = 10;

  private static Scenario scenario(Arrivals.Kind kind, double overload) {
    Dag dag = Graphs.monitoring();
    List<Arrival> files = new Arrivals(dag, 0.15, 7).draw(kind, overload * SLOTS / WORK, 3 * 3_600);
    return new Scenario(dag, SLOTS, ETA, files);
  }

  private static Outcome run(Scenario scenario, Policy policy) {
    return new Simulation(scenario, policy, GRACE).run().outcome(policy, Bound.of(scenario));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheCapacityAllowsIsDoneInTimeWithMoreDataThanCapacity(Arrivals.Kind kind) {
    for (double overload : List.of(1.5, 3.0)) {
      Scenario scenario = scenario(kind, overload);
      Outcome p3s = run(scenario, Policy.P3S);
      assertThat(p3s.getShare()).isGreaterThan(0.9);
      assertThat(p3s.stalest()).isLessThan(ETA);
      assertThat(p3s.late()).isLessThan(p3s.arrived() / 1_000);
      assertThat(run(scenario, Policy.DEADLINE).getShare()).isLessThan(0.2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void underCapacityNothingIsShed(Arrivals.Kind kind) {
    Outcome p3s = run(scenario(kind, 0.75), Policy.P3S);
    assertThat(p3s.onTime()).isEqualTo(p3s.arrived());
    assertThat(p3s.p99()).isLessThan(ETA);
  }

  @ParameterizedTest
  @EnumSource
  void everyFileEndsOnce(Policy policy) {
    Outcome outcome = run(scenario(Arrivals.Kind.BURSTY, 2), policy);
    assertThat(outcome.onTime() + outcome.late() + outcome.dropped()).isEqualTo(outcome.arrived());
    assertThat(outcome.onTime()).isLessThanOrEqualTo(outcome.bound());
  }

  @Test
  void theSameSeedDrawsTheSameFiles() {
    Scenario one = scenario(Arrivals.Kind.BURSTY, 1);
    Scenario other = scenario(Arrivals.Kind.BURSTY, 1);
    assertThat(one.arrivals()).hasSameSizeAs(other.arrivals());
    assertThat(one.arrivals().get(100).seen()).isEqualTo(other.arrivals().get(100).seen());
    assertThat(one.arrivals().get(100).work()).isEqualTo(other.arrivals().get(100).work());
  }

  /** The template says half of what it takes; what was measured since tells better. */
  @Test
  void wrongEstimatesAreLearnedFrom() {
    Scenario honest = scenario(Arrivals.Kind.POISSON, 2);
    List<Arrival> longer =
        honest.arrivals().stream()
            .map(
                file ->
                    new Arrival(
                        file.seen(),
                        java.util.stream.IntStream.range(0, 5)
                            .mapToDouble(vertex -> 2 * file.duration(vertex))
                            .toArray()))
            .toList();
    Scenario scenario = new Scenario(honest.dag(), SLOTS, ETA, longer);
    assertThat(run(scenario, Policy.P3S).getShare()).isGreaterThan(0.85);
  }
}
