package org.p3s.server.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.p3s.server.job.Requirements;

class PoolsTest {

  private static final int ANY = 1;
  private static final int NORTH = 2;
  private static final int SOUTH = 3;

  private static final Map<Integer, Requirements> QUEUES =
      Map.of(
          ANY,
          needs(Map.of()),
          NORTH,
          needs(Map.of("site", "N")),
          SOUTH,
          needs(Map.of("site", "S")));

  private static Requirements needs(Map<String, String> labels) {
    return new Requirements("work", 1, 0, 0, new TreeMap<>(labels), null);
  }

  private static Pools.Kind kind(String site, double slots) {
    return new Pools.Kind(new Requirements.Offer(8, 1_000, 0, Map.of("site", site)), slots);
  }

  private static double delay(Pools pools, int queue) {
    Demand demand = new Demand(Map.of(queue, 10.0), 10, 0);
    return pools.prospect(demand, 0, Long.MAX_VALUE).delay();
  }

  @Test
  void aFullSiteIsNoReasonToWaitAtAnother() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 2), kind("S", 6)));
    pools.add(NORTH, 0, Long.MAX_VALUE, 600);
    assertThat(delay(pools, NORTH)).isCloseTo(300, within(1e-9));
    assertThat(delay(pools, SOUTH)).isZero();
    assertThat(delay(pools, ANY)).isCloseTo(75, within(1e-9));
  }

  @Test
  void workForAnybodyIsSpreadOverAll() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 2), kind("S", 6)));
    pools.add(ANY, 0, Long.MAX_VALUE, 800);
    assertThat(delay(pools, NORTH)).isCloseTo(100, within(1e-9));
    assertThat(delay(pools, SOUTH)).isCloseTo(100, within(1e-9));
    assertThat(pools.work()).isEqualTo(800);
  }

  @Test
  void timePassesAndWorkIsDone() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 2)));
    pools.hold(NORTH, 20);
    pools.add(NORTH, 0, Long.MAX_VALUE, 100);
    pools.pass(30);
    assertThat(delay(pools, NORTH)).isCloseTo(30, within(1e-9));
    pools.pass(1_000);
    assertThat(delay(pools, NORTH)).isZero();
    assertThat(pools.work()).isZero();
  }

  @Test
  void whatIsLessUrgentDoesNotStandInTheWay() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 1)));
    pools.add(NORTH, 0, 900_000_000L, 50);
    pools.add(NORTH, 5, Long.MAX_VALUE, 7);
    Demand urgent = new Demand(Map.of(NORTH, 10.0), 10, 0);
    assertThat(pools.prospect(urgent, 0, 600_000_000L).delay()).isEqualTo(7);
    assertThat(pools.prospect(urgent, 0, 901_000_000L).delay()).isEqualTo(57);
  }

  @Test
  void nothingIsKnownWithoutPilots() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 1)));
    pools.add(SOUTH, 0, Long.MAX_VALUE, 1_000);
    Prospect south = pools.prospect(new Demand(Map.of(SOUTH, 1.0), 1, 0), 0, 2_000_000);
    assertThat(south.isInTime()).isTrue();
  }
}
