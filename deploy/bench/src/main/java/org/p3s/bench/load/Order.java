package org.p3s.bench.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;

/**
 * Checks the order in which lone jobs are given, for one kind of pilots: who asks after others were
 * answered gets nothing that should have come before what those got. That is all that can be said
 * from outside, and a queue that is not strictly ordered fails it.
 */
public final class Order {

  private static final int VERTICES = 4096;

  private final long first;
  private final int[] ranks;
  private int floor = -1;

  private Order(long first, int[] ranks) {
    this.first = first;
    this.ranks = ranks;
  }

  /** For jobs that are READY now, all from workflows from this one on without gaps. */
  public static Order read(Stage stage, long firstWorkflow) {
    int[] ranks = new int[(int) stage.number("select count(*) from job where state = 'READY'")];
    try (Connection connection = stage.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(10_000);
      ResultSet row =
          statement.executeQuery(
              "select id from job where state = 'READY' order by priority desc, %s, id"
                  .formatted(Rows.DUE));
      for (int rank = 0; row.next(); rank++) {
        ranks[(int) (row.getLong(1) / VERTICES - firstWorkflow)] = rank;
      }
      return new Order(firstWorkflow, ranks);
    } catch (SQLException e) {
      throw new Broken("The queue's order cannot be read", e);
    }
  }

  /** The same jobs, for another kind of pilots. */
  public Order forAnotherKind() {
    return new Order(first, ranks);
  }

  /** The last job in order that has been given so far; for {@link #given} of who asks now. */
  public int asked() {
    return floor;
  }

  /** Jobs were given, in this order, to somebody who had asked then. */
  public void given(int asked, long[] jobs, int from, int count) {
    int before = asked;
    for (int i = from; i < from + count; i++) {
      int rank = ranks[(int) (jobs[i] / VERTICES - first)];
      if (rank <= before) {
        throw new Broken(
            "Job %d, number %d in order, was given %s number %d"
                .formatted(
                    jobs[i],
                    rank,
                    i == from ? "to who asked after" : "together with, behind",
                    before));
      }
      before = rank;
    }
    floor = Math.max(floor, before);
  }
}
