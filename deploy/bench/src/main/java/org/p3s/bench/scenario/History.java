package org.p3s.bench.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Cycle;
import org.p3s.bench.load.Ledger;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Result;

/** The life cycle in a database that is full, and then beside a transaction that does not end. */
public final class History implements Scenario {

  @Override
  public String name() {
    return "history";
  }

  @Override
  public String about() {
    return "life cycle with 10,000,000 finished jobs and 200,000 ready; then while an old snapshot is held for 60 s";
  }

  @Override
  public List<Result> measure(Run run) {
    Measurement empty = LifeCycle.measured(run, Cycle.Style.ONE_CALL);
    int finished = run.form().choose(10_000_000, 1_000_000, 100_000);
    int ready = run.form().choose(200_000, 200_000, 20_000);
    Duration hold = Duration.ofSeconds(run.form().choose(60, 15, 6));
    try (Stage stage = run.stage(name())) {
      run.say("%s: filling in %,d finished jobs".formatted(name(), finished));
      Rows.withAttempts(stage).addMany(Originals.DONE, finished / 5);
      long first =
          Rows.of(stage).add(Originals.DAG, ready + LifeCycle.workflows(run, run.pace()), Map.of());
      Rows.of(stage).settle();
      ServerProcess server = stage.server();
      try (Cycle cycle = new Cycle(Ledger.ofDags(stage, first), Cycle.Style.ONE_CALL)) {
        cycle.add(server, Pilots.register(server, LifeCycle.PILOTS, 1));
        cycle.start();
        Measurement full = run.once(name(), () -> stage.measure(cycle, run.pace()));
        Measurement held =
            run.once("history, old snapshot", () -> besideSnapshot(stage, cycle, hold, run.pace()));
        cycle.finish();
        cycle.ledger().reconcile(stage);
        String size = "%,d finished jobs".formatted(finished);
        return List.of(
            row(name(), full, empty, 1.1).note(size),
            row("history-snapshot", held, empty, 1.5).note(size + ", held for " + hold));
      }
    }
  }

  private static Result row(String name, Measurement measured, Measurement empty, double most) {
    return Result.value(name, measured.cpu().service() / empty.cpu().service(), "× CPU a job")
        .atMost(most)
        .of(measured)
        .note("%s; empty: %s".formatted(measured, empty));
  }

  /** The rounds are the last ones before the transaction ends: what it does grows with its age. */
  private static Measurement besideSnapshot(Stage stage, Cycle cycle, Duration hold, Pace pace) {
    Pace late = pace.after(hold.minus(pace.round().multipliedBy(pace.rounds())));
    try (Connection connection = stage.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("select count(*) from installation");
      Measurement measured = stage.measure(cycle, late);
      connection.rollback();
      return measured;
    } catch (SQLException e) {
      throw new Broken("The old snapshot cannot be held", e);
    }
  }
}
