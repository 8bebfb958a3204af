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
import org.p3s.bench.peer.DbScheduler;
import org.p3s.bench.peer.JobRunrPeer;
import org.p3s.bench.peer.Limit;

/** A job's whole life in one exchange: the report of its end and the claim of the next. */
public final class LifeCycle implements Scenario {

  static final int PILOTS = 256;

  /** What must be reached in any case; the target is more. */
  private static final double LEAST_OF_GETS = 0.23;

  @Override
  public String name() {
    return "life-cycle";
  }

  @Override
  public String about() {
    return "full life cycle: one exchange per job, 5-vertex DAGs, 256 pilots";
  }

  @Override
  public List<Result> measure(Run run) {
    Measurement measured = measured(run, Cycle.Style.ONE_CALL);
    boolean isEnough = measured.rate() >= LEAST_OF_GETS * run.emptyGet().rate();
    Result row =
        Result.rate(name(), measured, "jobs/s")
            .atLeastOfGets(run.emptyGet(), 0.3)
            .note("at least %s × GET: %s".formatted(LEAST_OF_GETS, isEnough ? "yes" : "NO"))
            .limit(Limit.measured(run))
            .atLeastOfLimit(0.6);
    if (run.hasPeers()) {
      row.peer("db-scheduler", DbScheduler.jobs(run))
          .atLeastTimes("db-scheduler", 1.7)
          .peer("JobRunr", JobRunrPeer.jobs(run));
    }
    return List.of(row);
  }

  /** Measures it once in a run. */
  static Measurement measured(Run run, Cycle.Style style) {
    String name = style == Cycle.Style.ONE_CALL ? "life cycle" : "four calls a job";
    return run.once(name, () -> cycle(run, name, style));
  }

  /** As many as cannot run dry. */
  static int workflows(Run run, Pace pace) {
    return run.stock(pace, 0.45, 16_000) / 5;
  }

  private static Measurement cycle(Run run, String name, Cycle.Style style) {
    try (Stage stage = run.stage(name)) {
      Rows rows = Rows.of(stage);
      long first = rows.add(Originals.DAG, workflows(run, run.pace()), Map.of());
      rows.settle();
      ServerProcess server = stage.server();
      try (Cycle cycle = new Cycle(Ledger.ofDags(stage, first), style)) {
        cycle.add(server, Pilots.register(server, PILOTS, 1));
        Measurement measured = stage.measure(cycle.start(), run.pace());
        cycle.finish();
        cycle.ledger().reconcile(stage);
        return measured;
      }
    }
  }
}
