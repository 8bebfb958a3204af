package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Arrivals;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.load.Pilot;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.Cpu;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.measure.Result;

/** From event to job right after a server has started, when Java has compiled nothing yet. */
public final class Cold implements Scenario {

  private static final int PILOTS = 50;

  /** 20 events a second. */
  private static final long INTERVAL = 50_000_000;

  /** More files than one start sees. */
  private static final int FILES = 10_000;

  @Override
  public String name() {
    return "cold";
  }

  @Override
  public String about() {
    return "file event to job in the first 20 s after a server's start, %d waiting pilots that know it, 20 events/s"
        .formatted(PILOTS);
  }

  /** One start: latencies, and CPU time of an event. */
  private record Start(Latencies latencies, Cpu cpu) {

    double p99() {
      return latencies.quantile(0.99);
    }

    @Override
    public String toString() {
      return "p50 %.1f, p99 %.1f, slowest %.1f ms"
          .formatted(latencies.quantile(0.5), p99(), latencies.quantile(1));
    }
  }

  /** The pilots have signed on at a server that is gone: even that would warm the new one up. */
  @Override
  public List<Result> measure(Run run) {
    List<Start> starts = new ArrayList<>();
    try (Stage stage = run.stage(name())) {
      List<Pilot> pilots = Pilots.register(stage.server(), PILOTS, 1);
      stage.stopServers();
      int howMany = run.form().choose(3, 1, 1);
      Duration length = Duration.ofSeconds(run.form().choose(20, 20, 5));
      for (int i = 0; i < howMany; i++) {
        starts.add(start(stage, pilots, i * FILES, length));
        run.say("%s: %s".formatted(name(), starts.get(i)));
      }
    }
    List<Start> sorted =
        starts.stream().sorted((a, b) -> Double.compare(a.p99(), b.p99())).toList();
    Start middle = sorted.get(sorted.size() / 2);
    return List.of(
        Result.value(name(), middle.p99(), "ms p99")
            .atMost(250)
            .cpu(middle.cpu())
            .note(starts.stream().map(Start::toString).collect(Collectors.joining("; then "))));
  }

  private static Start start(Stage stage, List<Pilot> pilots, int firstFile, Duration length) {
    ServerProcess server = stage.server();
    Cpu before = stage.cpu();
    try (Arrivals arrivals = new Arrivals(server, pilots, firstFile).start()) {
      arrivals.every(INTERVAL);
      Meter.await(arrivals, length);
      Cpu used = stage.cpu().minus(before);
      arrivals.drain(stage);
      return new Start(arrivals.latencies(), used.over((double) Math.max(1, arrivals.done())));
    } finally {
      stage.stopServers();
    }
  }
}
