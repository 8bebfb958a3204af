package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Cycle;
import org.p3s.bench.load.Holding;
import org.p3s.bench.load.Holding.Shift;
import org.p3s.bench.load.Ledger;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilot;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.OpenFiles;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Result;

/**
 * The life cycle of jobs whose durations double and halve, so that what the server expects of those
 * that wait keeps moving.
 *
 * <p>The server measures for how long pilots hold a job. At the rate that it can do this depends on
 * how many pilots there are, and on nothing else; so there are more of them at work while jobs are
 * long. Besides those that hold jobs there are always as many as in the life cycle, whose exchanges
 * are on their way: it is the server that limits the rate, and what an exchange takes has nothing
 * to do with how long jobs are.
 */
public final class Learning implements Scenario {

  /** Exchanges on their way. */
  private static final int ON_THEIR_WAY = LifeCycle.PILOTS;

  /** Times as many jobs are held, while they are short. */
  private static final int SHORT = 2;

  private static final int LONG = 2 * SHORT;
  private static final int MEAN = (SHORT + LONG) / 2;

  /** None passes while it is measured. */
  private static final String DUE = "now() + interval '1 day' + n * interval '10 ms'";

  private static final double TOLERANCE = 0.95;

  private static final String WAITING =
      "select count(*) from job where state in ('WAITING', 'READY')";

  @Override
  public String name() {
    return "learning";
  }

  @Override
  public String about() {
    return "life cycle with 350,000 waiting jobs whose durations double and halve every 5 s";
  }

  @Override
  public List<Result> measure(Run run) {
    OpenFiles.mustAllow(pilots(LONG));
    Measurement cycle = LifeCycle.measured(run, Cycle.Style.ONE_CALL);
    Duration period = Duration.ofSeconds(run.form().choose(5, 5, 2));
    Pace plainly = run.pace();
    Pace steadily = plainly.after(period).ofRounds(period.multipliedBy(run.form().choose(2, 1, 1)));
    Pace changing = steadily.after(period.multipliedBy(2));
    double seconds = plainly.seconds() + steadily.seconds() + changing.seconds();
    int more = (int) (seconds * Math.max(2 * cycle.rate(), run.form().choose(8_000, 8_000, 2_000)));
    int jobs = more + run.form().choose(350_000, 60_000, 20_000);
    try (Stage stage = run.stage(name())) {
      run.say("%s: filling in %,d jobs".formatted(name(), jobs));
      Rows rows = Rows.of(stage);
      long first = rows.addDue(Originals.DAG, jobs / 5, DUE);
      rows.settle();
      ServerProcess server = stage.server();
      List<Pilot> pilots = Pilots.register(server, pilots(LONG), 1);
      try (Holding holding = new Holding(Ledger.ofDags(stage, first), server, pilots)) {
        holding.follow(period, List.of(new Shift(pilots(0), 0)));
        double rate = see(run, stage, holding, plainly).measured().rate();
        holding.follow(period, List.of(shift(MEAN, rate)));
        Seen same = see(run, stage, holding, steadily);
        holding.follow(period, List.of(shift(SHORT, rate), shift(LONG, rate)));
        Seen moving = see(run, stage, holding, changing);
        holding.finish();
        holding.ledger().reconcile(stage);
        return rows(same, moving, cycle, stage.number(WAITING));
      }
    }
  }

  /** What was seen of one kind of durations. */
  private record Seen(Measurement measured, double nearlyAll) {
    @Override
    public String toString() {
      return "%s, p99.9 of an exchange %.1f ms".formatted(measured, nearlyAll);
    }
  }

  private Seen see(Run run, Stage stage, Holding holding, Pace pace) {
    holding.exchanges().clear();
    Measurement measured = stage.measure(holding, pace);
    Seen seen = new Seen(measured, holding.exchanges().median(0.999));
    run.say("%s: %s".formatted(name(), seen));
    return seen;
  }

  private List<Result> rows(Seen same, Seen moving, Measurement cycle, long left) {
    double rate = moving.measured().rate();
    double ratio = rate / same.measured().rate();
    return List.of(
        Result.rate(name(), moving.measured(), "jobs/s")
            .demand(ratio >= TOLERANCE, "≥ %.2f × with steady durations".formatted(TOLERANCE))
            .note("%.2f × with steady durations, which is %s".formatted(ratio, same))
            .note("%.2f × life-cycle".formatted(rate / cycle.rate()))
            .note("%,d jobs wait at the end".formatted(left)),
        Result.value(name() + "-p99.9", moving.nearlyAll(), "ms p99.9").atMost(100));
  }

  private static int pilots(int held) {
    return ON_THEIR_WAY * (1 + held);
  }

  /** As many pilots more as hold jobs for so long at this rate. */
  private static Shift shift(int held, double rate) {
    return new Shift(pilots(held), (long) (ON_THEIR_WAY * held / rate * 1e9));
  }
}
