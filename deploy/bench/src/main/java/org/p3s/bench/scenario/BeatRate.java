package org.p3s.bench.scenario;

import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Beats;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;

/** How many beats a second the server takes. */
public final class BeatRate implements Scenario {

  private static final int PILOTS = 256;

  @Override
  public String name() {
    return "beats";
  }

  @Override
  public String about() {
    return "beats (exchanges that want nothing), 256 pilots as fast as they can";
  }

  @Override
  public List<Result> measure(Run run) {
    Measurement measured = run.once(name(), () -> beats(run));
    return List.of(Result.rate(name(), measured, "beats/s").atLeastOfGets(run.emptyGet(), 0.52));
  }

  private Measurement beats(Run run) {
    try (Stage stage = run.stage(name())) {
      ServerProcess server = stage.server();
      try (Beats beats = new Beats(server, Pilots.register(server, PILOTS, 1), PILOTS)) {
        return stage.measure(beats.startAtOnce(), run.pace());
      }
    }
  }
}
