package org.p3s.bench.scenario;

import java.util.List;
import java.util.Map;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Cycle;
import org.p3s.bench.load.Ledger;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Result;

/** The life cycle on two servers that share a database. */
public final class TwoServers implements Scenario {

  /** Rates of the same thing differ by that much from run to run. */
  private static final double TOLERANCE = 0.95;

  @Override
  public String name() {
    return "two-servers";
  }

  @Override
  public String about() {
    return "life cycle on two servers with one database, half of the 256 pilots each; no job given twice";
  }

  @Override
  public List<Result> measure(Run run) {
    Measurement one = LifeCycle.measured(run, Cycle.Style.ONE_CALL);
    Measurement two = run.once(name(), () -> cycle(run));
    double ratio = two.rate() / one.rate();
    return List.of(
        Result.rate(name(), two, "jobs/s")
            .demand(ratio >= TOLERANCE, "≥ %.2f × one server".formatted(TOLERANCE))
            .note("%.2f × one server, which did %s".formatted(ratio, one)));
  }

  private Measurement cycle(Run run) {
    Pace pace = run.pace().ofServers(2);
    try (Stage stage = run.stage(name())) {
      Rows rows = Rows.of(stage);
      long first = rows.add(Originals.DAG, LifeCycle.workflows(run, pace), Map.of());
      rows.settle();
      ServerProcess one = stage.server();
      ServerProcess two = stage.server();
      try (Cycle cycle = new Cycle(Ledger.ofDags(stage, first), Cycle.Style.ONE_CALL)) {
        cycle.add(one, Pilots.register(one, LifeCycle.PILOTS / 2, 1));
        cycle.add(two, Pilots.register(two, LifeCycle.PILOTS / 2, 1));
        Measurement measured = stage.measure(cycle.start(), pace);
        cycle.finish();
        cycle.ledger().reconcile(stage);
        return measured;
      }
    }
  }
}
