package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Beats;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Form;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Result;

/** What it costs to keep many pilots alive that are all silent. */
public final class PacedBeats implements Scenario {

  private static final int CONNECTIONS = 256;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final double MICROS_OF_TWO_CORES = 2e6;

  @Override
  public String name() {
    return "beats-100k";
  }

  @Override
  public String about() {
    return "100,000 pilots that beat every 10 s, over 256 connections; none may end up LOST or SUSPECT";
  }

  /**
   * A quick run has a fifth of the pilots and of the periods: as many beats a second. A tiny one
   * has fewer beats, too, which servers that are new can take.
   */
  @Override
  public List<Result> measure(Run run) {
    int pilots = run.form().choose(100_000, 20_000, 2_000);
    Duration period = Duration.ofSeconds(run.form().choose(10, 2, 4));
    try (Stage stage = run.stage(name())) {
      // a lease is long enough for all to sign on before the first must beat
      ServerProcess server =
          stage.server(Map.of("P3S_HEARTBEAT", period.toString(), "P3S_LEASE", LEASE.toString()));
      run.say("%s: signing on %,d pilots".formatted(name(), pilots));
      try (Beats beats = new Beats(server, Pilots.register(server, pilots, 1), CONNECTIONS)) {
        Pace pace =
            run.form() == Form.TINY ? run.pace().after(period).ofRounds(period) : pace(period);
        Measurement measured = stage.measure(beats.startPaced(period, pace.warmUp()), pace);
        run.say("%s: %s".formatted(name(), measured));
        stage.mustBe(
            "pilots that fell silent",
            0,
            "select count(*) from pilot where state in ('LOST', 'SUSPECT')");
        double share = measured.cpu().service() * measured.rate() / MICROS_OF_TWO_CORES * 100;
        return List.of(
            Result.value(name(), share, "% of 2 cores")
                .atMost(30)
                .of(measured)
                .note(
                    "%,d pilots every %s: %,.0f beats/s"
                        .formatted(pilots, period, measured.rate())));
      }
    }
  }

  /** A full run is longer than a lease; who is not heard is SUSPECT long before. */
  private static Pace pace(Duration period) {
    Duration two = period.multipliedBy(2);
    return new Pace(two, two, two, 3);
  }
}
