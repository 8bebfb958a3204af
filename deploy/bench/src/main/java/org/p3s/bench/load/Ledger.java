package org.p3s.bench.load;

import java.util.Arrays;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;

/**
 * Every job that was given and ended, to see that none is given twice and none before its parents
 * have ended. Knows workflows from a first id on.
 */
public final class Ledger {

  private static final int VERTICES = 4096;
  private static final int MOST_VERTICES = 5;

  private final long first;
  private final int[] bits = new int[MOST_VERTICES];
  private final int[] parents = new int[MOST_VERTICES];
  private byte[] given = new byte[1024];
  private byte[] ended = new byte[1024];
  private long givenCount;
  private long endedCount;

  private Ledger(long first) {
    this.first = first;
  }

  /** For lone jobs. */
  public static Ledger ofLoneJobs(long firstWorkflow) {
    Ledger ledger = new Ledger(firstWorkflow);
    ledger.bits[0] = 1;
    return ledger;
  }

  /** For workflows of {@link Graphs#DAG}; its jobs' places are asked of the database. */
  public static Ledger ofDags(Stage stage, long firstWorkflow) {
    Ledger ledger = new Ledger(firstWorkflow);
    Originals.places(stage)
        .forEach(
            (vertex, place) -> {
              ledger.bits[place] = Graphs.bit(vertex);
              ledger.parents[place] = Graphs.parents(vertex);
            });
    return ledger;
  }

  /** The place of its vertex that a job's id tells. */
  static int vertex(long job) {
    return (int) (job % VERTICES);
  }

  /** A pilot was given this job. */
  public void given(long job, int attempt) {
    int at = place(job);
    int vertex = vertex(job);
    if (attempt != 1 || (given[at] & bits[vertex]) != 0) {
      throw new Broken("Job %d was given twice, now as attempt %d".formatted(job, attempt));
    }
    if ((ended[at] & parents[vertex]) != parents[vertex]) {
      throw new Broken("Job %d was given before its parents had ended".formatted(job));
    }
    given[at] |= (byte) bits[vertex];
    givenCount++;
  }

  /** Its pilot says now that it ended. */
  public void ended(long job) {
    ended[place(job)] |= (byte) bits[vertex(job)];
    endedCount++;
  }

  public long endedCount() {
    return endedCount;
  }

  /** Compares all that was counted with the database, once no exchange is on its way any more. */
  public void reconcile(Stage stage) {
    String attempts = "select count(*) from attempt where job_id >= " + first * VERTICES;
    stage.mustBe("attempts", givenCount, attempts);
    stage.mustBe("first attempts", givenCount, attempts + " and attempt = 1");
    stage.mustBe("finished attempts", endedCount, attempts + " and outcome = 'FINISHED'");
    stage.mustBe(
        "finished jobs",
        endedCount,
        "select count(*) from job where state = 'FINISHED' and id >= " + first * VERTICES);
    stage.mustBe(
        "finished workflows",
        completeWorkflows(),
        "select count(*) from workflow where state = 'FINISHED' and id >= " + first);
  }

  private long completeWorkflows() {
    int all = Arrays.stream(bits).reduce(0, (a, b) -> a | b);
    long complete = 0;
    for (byte each : ended) {
      complete += each == all ? 1 : 0;
    }
    return complete;
  }

  private int place(long job) {
    long at = job / VERTICES - first;
    if (at < 0 || at > Integer.MAX_VALUE / 2 || job % VERTICES >= MOST_VERTICES) {
      throw new Broken("Nobody made job " + job);
    }
    if (at >= given.length) {
      given = Arrays.copyOf(given, (int) at * 2);
      ended = Arrays.copyOf(ended, (int) at * 2);
    }
    return (int) at;
  }
}
