package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Arrivals;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.Cpu;
import org.p3s.bench.machine.OpenFiles;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.measure.Result;
import org.p3s.bench.peer.DbSchedulerLatency;

/** From the event of a new file to its job at a waiting pilot. */
public final class WakeUp implements Scenario {

  /** One event every 10 ms. */
  static final long INTERVAL = 10_000_000;

  private static final long SETTLE = 1_000_000_000;

  /**
   * Between two events of the warm-up: Java compiles what is called often, and at the measured pace
   * that would take hours.
   */
  private static final long DENSE = 4_000_000;

  /** As many times as long is that warm-up as another one. */
  public static final int DENSE_WARM_UPS = 4;

  private final int waiting;
  private final double p50;
  private final double p99;

  /**
   * @param waiting pilots
   * @param p50 the most that half of the events may take, in milliseconds; infinite for no demand
   * @param p99 the same for 99 of 100
   */
  public WakeUp(int waiting, double p50, double p99) {
    this.waiting = waiting;
    this.p50 = p50;
    this.p99 = p99;
  }

  @Override
  public String name() {
    return "wake-up-" + waiting;
  }

  @Override
  public String about() {
    return "file event to job at a waiting pilot, %,d waiting on as many connections, an event every 10 ms"
        .formatted(waiting);
  }

  @Override
  public List<Result> measure(Run run) {
    OpenFiles.mustAllow(waiting);
    DbSchedulerLatency peer = DbSchedulerLatency.measured(run);
    try (Stage stage = run.stage(name())) {
      ServerProcess server = stage.server();
      try (Arrivals arrivals = new Arrivals(server, Pilots.register(server, waiting, 1), DENSE)) {
        Duration round = run.isQuick() ? Duration.ofSeconds(4) : Duration.ofSeconds(10);
        Latencies latencies = arrivals.start(SETTLE).latencies();
        Meter.await(arrivals, run.pace().warmUp().multipliedBy(DENSE_WARM_UPS).plusNanos(SETTLE));
        arrivals.every(INTERVAL);
        Meter.await(arrivals, run.pace().warmUp());
        List<Integer> bounds = new ArrayList<>(List.of(latencies.count()));
        Cpu before = stage.cpu();
        for (int i = 0; i < run.pace().rounds(); i++) {
          Meter.await(arrivals, round);
          bounds.add(latencies.count());
        }
        int events = bounds.get(bounds.size() - 1) - bounds.get(0);
        Cpu cpu = stage.cpu().minus(before).over(Math.max(1, events));
        arrivals.finish();
        return List.of(row(latencies, bounds, peer).cpu(cpu));
      }
    }
  }

  private Result row(Latencies latencies, List<Integer> bounds, DbSchedulerLatency peer) {
    double half = latencies.median(0.5, bounds);
    double most = latencies.median(0.99, bounds);
    Result row =
        Result.value(name(), most, "ms p99")
            .atMost(p99)
            .peerFigure("db-scheduler", peer.p99())
            .note(
                "p50 %.2f ms, p99 %.2f ms; db-scheduler in process %s".formatted(half, most, peer));
    return Double.isFinite(p50) ? row.demand(half <= p50, "p50 ≤ %.0f ms".formatted(p50)) : row;
  }
}
