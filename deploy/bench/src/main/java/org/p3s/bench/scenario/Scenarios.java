package org.p3s.bench.scenario;

import java.util.List;
import org.p3s.bench.Scenario;
import org.p3s.bench.load.Trace;
import org.p3s.bench.measure.Yardsticks.Cost;

/** All of them, in the table's order. */
public final class Scenarios {

  public static final List<Scenario> ALL =
      List.of(
          new ClaimOnly(),
          new LifeCycle(),
          new FourCalls(),
          new Learning(),
          new WakeUp(1_000, 2, 10, new Cost(20, 4)),
          new WakeUp(10_000, Double.POSITIVE_INFINITY, 25, null),
          new Cold(),
          new BeatRate(),
          new PacedBeats(),
          new Ingest("ingest-single", 256, 1, 0.16),
          new Ingest("ingest-bulk", 4, 500, 0.19),
          new History(),
          new TwoServers(),
          new Matching(),
          new Memory(),
          new Overload("under-capacity", 0.8, Trace.Kind.POISSON),
          new Overload("overload-1.5", 1.5, Trace.Kind.POISSON),
          new Overload("overload-1.5-bursty", 1.5, Trace.Kind.BURSTY),
          new Overload("overload-3", 3, Trace.Kind.POISSON),
          new Overload("overload-3-bursty", 3, Trace.Kind.BURSTY),
          new ForecastCost());

  private Scenarios() {}
}
