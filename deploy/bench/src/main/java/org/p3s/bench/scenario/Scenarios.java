package org.p3s.bench.scenario;

import java.util.List;
import org.p3s.bench.Scenario;

/** All of them, in the table's order. */
public final class Scenarios {

  public static final List<Scenario> ALL =
      List.of(new ClaimOnly(), new LifeCycle(), new FourCalls());

  private Scenarios() {}
}
