package org.p3s.bench.peer;

import java.sql.PreparedStatement;
import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.measure.Measurement;

/** The rate of single-row durable updates, one connection after the other's commit. */
public final class SingleUpdates {

  private static final int ROWS = 1_000;

  private SingleUpdates() {}

  /** Measures it once in a run: one connection, one row and one commit at a time. */
  public static Measurement measured(Run run) {
    return run.once("single-row UPDATE, one connection", () -> measure(run));
  }

  private static Measurement measure(Run run) {
    try (Stage stage = run.emptyStage("update")) {
      stage.execute(
          """
          create table counter (id int primary key, n bigint not null) with (fillfactor = 50);
          insert into counter select i, 0 from generate_series(1, %d) i;
          """
              .formatted(ROWS));
      try (Threads threads = new Threads(stage, 1, SingleUpdates::work)) {
        return stage.measure(threads, run.pace());
      }
    }
  }

  private static Threads.Work work(java.sql.Connection connection, int thread)
      throws java.sql.SQLException {
    PreparedStatement update =
        connection.prepareStatement("update counter set n = n + 1 where id = ?");
    int[] next = {0};
    return same -> {
      update.setInt(1, 1 + next[0]++ % ROWS);
      return update.executeUpdate();
    };
  }
}
