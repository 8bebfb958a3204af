package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Arrivals;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.OpenFiles;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.measure.Result;

/** What the server needs to let many pilots wait, while events come in. */
public final class Memory implements Scenario {

  private static final int WAITING = 10_000;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "resident memory of the server with %,d waiting pilots and an event every 10 ms"
        .formatted(WAITING);
  }

  @Override
  public List<Result> measure(Run run) {
    OpenFiles.mustAllow(WAITING);
    try (Stage stage = run.stage(name())) {
      ServerProcess server = stage.server();
      try (Arrivals arrivals =
          new Arrivals(server, Pilots.register(server, WAITING, 1), WakeUp.INTERVAL)) {
        arrivals.start(0);
        Meter.await(arrivals, Duration.ofSeconds(run.isQuick() ? 10 : 30));
        double resident = server.residentMemory();
        arrivals.finish();
        return List.of(Result.value(name(), resident, "MiB").atMost(512));
      }
    }
  }
}
