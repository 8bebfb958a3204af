package org.p3s.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Api;
import org.p3s.bench.load.Cycle;
import org.p3s.bench.load.Ledger;
import org.p3s.bench.load.Order;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilot;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;

/** Lone jobs that ask for many different things, and pilots of many kinds. */
public final class Matching implements Scenario {

  private static final int PILOTS = 1_000;
  private static final int GROUPS = 10;

  /** For each group, pilots of four cores and pilots of eight. */
  private static final int KINDS = GROUPS * 2;

  /** Groups times one core or eight, times amounts of memory. */
  private static final int SETS = 500;

  private static final String KIND = "set";

  @Override
  public String name() {
    return "matching";
  }

  @Override
  public String about() {
    return "100,000 ready jobs across 500 requirement sets, 1,000 pilots of 20 kinds; order checked for each kind";
  }

  @Override
  public List<Result> measure(Run run) {
    Measurement plain =
        run.once("the same jobs with one requirement set", () -> cycle(run, 1, i -> 0));
    Measurement matched = run.once(name(), () -> cycle(run, SETS, i -> i % KINDS));
    double ratio = matched.rate() / plain.rate();
    return List.of(
        Result.rate(name(), matched, "jobs/s")
            .demand(ratio >= 0.7, "≥ 0.70 × plain rate")
            .note("%.2f × the plain rate, which is %s".formatted(ratio, plain)));
  }

  private Measurement cycle(Run run, int sets, IntFunction<Integer> kindOf) {
    try (Stage stage = run.stage(name())) {
      new Api(stage.server()).post("/jobs", requests(sets));
      stage.stopServers();
      Originals.stash(stage);
      Rows rows = Rows.of(stage);
      int jobs =
          run.form().choose(100_000, 100_000, 20_000) + 5 * LifeCycle.workflows(run, run.pace());
      long first = rows.add(KIND, jobs, ClaimOnly.MIXED);
      rows.settle();
      Order order = Order.read(stage, first);
      ServerProcess server = stage.server();
      List<Pilot> pilots = Pilots.register(server, PILOTS, i -> registration(kindOf.apply(i)));
      try (Cycle cycle = new Cycle(Ledger.ofLoneJobs(first), Cycle.Style.ONE_CALL)) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < KINDS; i++) {
          orders.add(order.forAnotherKind());
        }
        for (int i = 0; i < PILOTS; i++) {
          cycle.add(server, pilots.get(i), orders.get(kindOf.apply(i)));
        }
        Measurement measured = stage.measure(cycle.start(), run.pace());
        cycle.finish();
        cycle.ledger().reconcile(stage);
        return measured;
      }
    }
  }

  private static String requests(int sets) {
    StringJoiner requests = new StringJoiner(",", "[", "]");
    for (int i = 0; i < sets; i++) {
      requests.add(
          """
          {"name":"%s","jobType":"bench","payload":"/bin/true","cores":%d,"memoryMiB":%d,"labels":{"group":"g%d"}}"""
              .formatted(KIND, i / GROUPS % 2 == 0 ? 1 : 8, 100 + i / KINDS, i % GROUPS));
    }
    return requests.toString();
  }

  private static String registration(int kind) {
    int cores = kind < GROUPS ? 4 : 8;
    return Pilots.registration(cores, 4_096, "{\"group\":\"g%d\"}".formatted(kind % GROUPS));
  }
}
