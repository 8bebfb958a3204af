package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Arrivals;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.OpenFiles;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Result;
import org.p3s.bench.measure.Yardsticks.Cost;
import org.p3s.bench.peer.DbSchedulerLatency;

/** From the event of a new file to its job at a waiting pilot. */
public final class WakeUp implements Scenario {

  /** One event every 10 ms. */
  static final long INTERVAL = 10_000_000;

  /**
   * Events at a time while Java compiles what is called often: at the measured pace that would take
   * hours. No more, lest they pile up on a host that is slow.
   */
  static final int AT_ONCE = 4;

  /** As many times as long as another one is the warm-up by these. */
  private static final int WARM_UPS = 4;

  private final int waiting;
  private final double p50;
  private final double p99;
  private final Cost most;

  /**
   * @param waiting pilots
   * @param p50 the most that half of the events may take, in milliseconds; infinite for no demand
   * @param p99 the same for 99 of 100
   * @param most that an event may cost; null for no demand
   */
  public WakeUp(int waiting, double p50, double p99, Cost most) {
    this.waiting = waiting;
    this.p50 = p50;
    this.p99 = p99;
    this.most = most;
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
    int pilots = run.form().choose(waiting, waiting, Math.min(waiting, Memory.WAITING_IN_TINY));
    OpenFiles.mustAllow(pilots);
    if (run.hasPeers()) {
      // before the server is there, and not beside it
      DbSchedulerLatency.measured(run);
    }
    try (Stage stage = run.stage(name())) {
      ServerProcess server = stage.server();
      try (Arrivals arrivals =
          new Arrivals(server, Pilots.register(server, pilots, 1), 0).start()) {
        arrivals.keep(AT_ONCE);
        stage.warmUp(arrivals, warmUp(run));
        arrivals.drain(stage);
        arrivals.every(INTERVAL);
        Measurement measured = stage.measure(arrivals, pace(run));
        arrivals.drain(stage);
        return List.of(row(run, arrivals.latencies(), measured));
      }
    }
  }

  /** Also that of a peer. */
  public static Pace warmUp(Run run) {
    return run.pace().ofWarmUps(run.form().choose(WARM_UPS, WARM_UPS, 2));
  }

  private static Pace pace(Run run) {
    Duration round = Duration.ofSeconds(run.form().choose(10, 4, 2));
    return run.pace().after(run.pace().warmUp()).ofRounds(round);
  }

  private Result row(Run run, Latencies latencies, Measurement measured) {
    double half = latencies.median(0.5);
    double nearlyAll = latencies.median(0.99);
    Result row =
        Result.value(name(), nearlyAll, "ms p99")
            .atMost(p99)
            .cpu(measured.cpu())
            .note("p50 %.2f ms, p99 %.2f ms".formatted(half, nearlyAll));
    if (run.hasPeers()) {
      DbSchedulerLatency peer = DbSchedulerLatency.measured(run);
      row.peerFigure("db-scheduler", peer.p99()).note("db-scheduler in process " + peer);
    }
    if (Double.isFinite(p50)) {
      row.demand(half <= p50, "p50 ≤ %.0f ms".formatted(p50));
    }
    return most == null ? row : row.costsAtMost(most, run.yardsticks());
  }
}
