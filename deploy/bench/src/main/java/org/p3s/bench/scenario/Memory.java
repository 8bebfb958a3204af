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
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;

/** What the server needs to let many pilots wait, while events come in. */
public final class Memory implements Scenario {

  private static final int WAITING = 10_000;

  /** Where nobody asks for figures, connections are not to be what fails. */
  static final int WAITING_IN_TINY = 2_000;

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
    int pilots = run.form().choose(WAITING, WAITING, WAITING_IN_TINY);
    OpenFiles.mustAllow(pilots);
    try (Stage stage = run.stage(name())) {
      ServerProcess server = stage.server();
      try (Arrivals arrivals =
          new Arrivals(server, Pilots.register(server, pilots, 1), 0).start()) {
        arrivals.every(WakeUp.INTERVAL);
        Duration round = Duration.ofSeconds(run.form().choose(10, 4, 2));
        Measurement measured =
            stage.measure(arrivals, run.pace().after(Duration.ZERO).ofRounds(round));
        double resident = server.residentMemory();
        arrivals.drain(stage);
        return List.of(
            Result.value(name(), resident, "MiB")
                .atMost(768)
                .cpu(measured.cpu())
                .note("%,d pilots; CPU times are those of an event".formatted(pilots)));
      }
    }
  }
}
