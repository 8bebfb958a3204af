package org.p3s.bench.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Graphs;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Rows;
import org.p3s.bench.measure.Measurement;

/**
 * The row changes of a job's life, and nothing else: end it, keep its attempt, release its
 * children, count it off its workflow, claim the next. In the server's own tables, in batches, one
 * transaction each, by plain JDBC. What the server does on top (HTTP, tokens, matching, leases,
 * offers) is what its ratio to this shows.
 */
public final class Limit {

  /** Jobs of one transaction. */
  public static final int BATCH = 50;

  private static final int THREADS = 2;
  private static final int VERTICES = 4096;

  private static final String END =
      """
      update job set state = 'FINISHED', started_at = now(), ended_at = now()
      where id = any(?) and state = 'DISPATCHED'
      """;
  private static final String CLOSE =
      """
      insert into attempt (job_id, attempt, pilot_id, outcome, exit_code, dispatched_at, started_at, ended_at, reported_at)
      select unnest(?), 1, (select min(id) from pilot), 'FINISHED', 0, now(), now(), now(), now()
      """;
  private static final String RELEASE =
      """
      update job set parents_left = parents_left - n,
        state = case when parents_left > n then 'WAITING' else 'READY' end,
        ready_at = case when parents_left = n then now() end
      from unnest(?, ?) as d (job_id, n) where id = job_id and state = 'WAITING'
      """;
  private static final String SETTLE =
      """
      update workflow set jobs_left = jobs_left - n,
        state = case when jobs_left > n then state else 'FINISHED' end,
        ended_at = case when jobs_left = n then now() end
      from unnest(?, ?) as d (workflow_id, n) where id = workflow_id
      """;
  private static final String CLAIM =
      """
      with next as (
        select id from job where %s = ? and state = 'READY'
        order by (-priority), %s, id limit ? for update skip locked)
      update job set state = 'DISPATCHED', attempt = 1, dispatched_at = now(),
        pilot_id = (select min(id) from pilot)
      from next where job.id = next.id
      returning job.id
      """
          .formatted(Rows.LINE, Rows.DUE);

  private final Connection connection;
  private final int queue;
  private final Map<Integer, List<Integer>> children;
  private List<Long> held = List.of();

  private Limit(Connection connection, int queue, Map<Integer, List<Integer>> children) {
    this.connection = connection;
    this.queue = queue;
    this.children = children;
  }

  /** Measures it once in a run. */
  public static Measurement measured(Run run) {
    return run.once("limit: a job's row changes by JDBC, batches of " + BATCH, () -> measure(run));
  }

  private static Measurement measure(Run run) {
    try (Stage stage = run.stage("limit")) {
      stage.execute(
          "insert into queue (requirements) select jsonb_build_object('limit', i) from generate_series(1, %d) i"
              .formatted(THREADS));
      long queue = stage.number("select min(id) from queue where requirements ? 'limit'");
      int workflows = (int) (run.pace().seconds() * run.form().choose(25_000, 25_000, 12_000) / 5);
      Rows rows = Rows.of(stage);
      // a queue for each thread: they never wait for each other's rows
      rows.add(Originals.DAG, workflows, Map.of(Rows.LINE, queue + " + n % " + THREADS));
      rows.settle();
      Map<Integer, List<Integer>> children = children(stage);
      try (Threads threads =
          new Threads(
              stage,
              THREADS,
              (connection, i) -> new Limit(connection, (int) queue + i, children)::round)) {
        return stage.measure(threads, run.pace());
      }
    }
  }

  /** Places of each place's children. */
  private static Map<Integer, List<Integer>> children(Stage stage) {
    Map<Integer, List<Integer>> children = new HashMap<>();
    Map<String, Integer> places = Originals.places(stage);
    places.forEach(
        (name, place) ->
            children.put(
                place,
                places.keySet().stream()
                    .filter(child -> (Graphs.parents(child) & Graphs.bit(name)) != 0)
                    .map(places::get)
                    .toList()));
    return children;
  }

  private int round(Connection same) throws SQLException {
    int ended = held.size();
    if (ended > 0) {
      execute(END, array("bigint", held));
      execute(CLOSE, array("bigint", held));
      release();
    }
    held = claim();
    return held.isEmpty() ? 0 : Math.max(1, ended);
  }

  private void release() throws SQLException {
    Map<Long, Integer> released = new HashMap<>();
    Map<Long, Integer> counted = new HashMap<>();
    for (long job : held) {
      long workflow = job / VERTICES;
      counted.merge(workflow, 1, Integer::sum);
      for (int child : children.get((int) (job % VERTICES))) {
        released.merge(workflow * VERTICES + child, 1, Integer::sum);
      }
    }
    if (!released.isEmpty()) {
      execute(RELEASE, array("bigint", released.keySet()), array("int", released.values()));
    }
    execute(SETTLE, array("bigint", counted.keySet()), array("int", counted.values()));
  }

  private List<Long> claim() throws SQLException {
    List<Long> jobs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setInt(1, queue);
      statement.setInt(2, BATCH);
      ResultSet rows = statement.executeQuery();
      while (rows.next()) {
        jobs.add(rows.getLong(1));
      }
    }
    return jobs;
  }

  private java.sql.Array array(String type, java.util.Collection<?> items) throws SQLException {
    return connection.createArrayOf(type, items.toArray());
  }

  private void execute(String sql, java.sql.Array... arrays) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arrays.length; i++) {
        statement.setArray(i + 1, arrays[i]);
      }
      statement.executeUpdate();
    }
  }
}
