package org.p3s.bench.scenario;

import java.util.List;
import java.util.Map;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Claims;
import org.p3s.bench.load.Ledger;
import org.p3s.bench.load.Order;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilot;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;
import org.p3s.bench.peer.DbScheduler;

/** How fast READY jobs are given away, in strict order. */
public final class ClaimOnly implements Scenario {

  private static final int AT_ONCE = 256;

  /**
   * Ten priorities, and for each of them jobs as files bring them, one deadline after the other.
   */
  static final Map<String, String> MIXED =
      Map.of(
          "priority",
          "(n * 7919 % 10)",
          Rows.DUE,
          "now() + interval '1 day' + n * interval '10 ms'");

  @Override
  public String name() {
    return "claim";
  }

  @Override
  public String about() {
    return "claim only: 256 pilots ask for %d more in each exchange; strict order checked"
        .formatted(Claims.WANT);
  }

  @Override
  public List<Result> measure(Run run) {
    Result row =
        Result.rate(name(), run.once(name(), () -> claims(run)), "jobs/s")
            .atLeastOfGets(run.emptyGet(), 0.32)
            .note("want %d, pilots hold up to %d".formatted(Claims.WANT, Claims.HOLD));
    return List.of(run.hasPeers() ? row.peer("db-scheduler", DbScheduler.claims(run)) : row);
  }

  private Measurement claims(Run run) {
    int jobs = run.stock(run.pace(), 0.8, 25_000);
    try (Stage stage = run.stage(name())) {
      run.say("%s: filling in %,d jobs".formatted(name(), jobs));
      Rows rows = Rows.of(stage);
      long first = rows.add(Originals.LONE, jobs, MIXED);
      rows.settle();
      Order order = Order.read(stage, first);
      Ledger ledger = Ledger.ofLoneJobs(first);
      // pilots that are full fall silent, and must not be lost meanwhile
      ServerProcess server = stage.server(Map.of("P3S_LEASE", "PT10M", "P3S_HEARTBEAT", "PT5M"));
      List<Pilot> pilots = Pilots.register(server, jobs / Claims.HOLD + AT_ONCE, Claims.HOLD);
      try (Claims claims = new Claims(server, pilots, ledger, order).start(AT_ONCE)) {
        Measurement measured = stage.measure(claims, run.pace());
        long given = claims.done();
        long dispatched = stage.number("select count(*) from job where state = 'DISPATCHED'");
        // answers that nobody has read yet may be more
        if (dispatched < given) {
          throw new Broken(
              "%d jobs were given, only %d are DISPATCHED".formatted(given, dispatched));
        }
        return measured;
      }
    }
  }
}
