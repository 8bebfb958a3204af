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
    Demand demand = new Demand(Map.of(queue, 10.0), 10, 0, true);
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
    Demand urgent = new Demand(Map.of(NORTH, 10.0), 10, 0, true);
    assertThat(pools.prospect(urgent, 0, 600_000_000L).delay()).isEqualTo(7);
    assertThat(pools.prospect(urgent, 0, 901_000_000L).delay()).isEqualTo(57);
  }

  @Test
  void slotsThatServeNothingDoNothing() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 2)));
    assertThat(pools.slots()).isEqualTo(2);
    Pools elsewhere =
        new Pools(Map.of(NORTH, needs(Map.of("site", "N"))), List.of(kind("N", 2), kind("S", 90)));
    assertThat(elsewhere.slots()).isEqualTo(2);
    elsewhere.add(NORTH, 0, Long.MAX_VALUE, 100);
    elsewhere.pass(10);
    assertThat(elsewhere.work()).isEqualTo(80);
  }

  @Test
  void aShareOfTheSlotsIsWaitedForAlone() {
    Requirements.Reserve quarter = new Requirements.Reserve("calib", 0.25);
    Pools pools =
        new Pools(
            Map.of(NORTH, needs(Map.of()), SOUTH, needs(Map.of()).with(quarter)),
            List.of(kind("N", 100)));
    pools.add(NORTH, 0, 0, 10_000);
    assertThat(delay(pools, NORTH)).isCloseTo(100, within(1e-9));
    assertThat(delay(pools, SOUTH)).isZero();
    pools.add(SOUTH, 0, 0, 500);
    assertThat(delay(pools, SOUTH)).isCloseTo(20, within(1e-9));
  }

  @Test
  void thousandsOfQueuesAreAFewGroups() {
    Map<Integer, Requirements> many = new java.util.HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      many.put(i, new Requirements("work", 1, i, 0, new TreeMap<>(), null));
    }
    Pools pools = new Pools(many, List.of(kind("N", 2), kind("S", 6)));
    for (int i = 0; i < 4_000; i++) {
      pools.add(i, 0, i * 1_000_000L, 1);
    }
    // of those that fit into 1000 MiB
    assertThat(pools.work()).isEqualTo(1_001);
  }

  @Test
  void nothingIsKnownWithoutPilots() {
    Pools pools = new Pools(QUEUES, List.of(kind("N", 1)));
    pools.add(SOUTH, 0, Long.MAX_VALUE, 1_000);
    Prospect south = pools.prospect(new Demand(Map.of(SOUTH, 1.0), 1, 0, true), 0, 2_000_000);
    assertThat(south.isInTime()).isTrue();
  }
}
