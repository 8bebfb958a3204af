package org.p3s.server.broker.walk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.p3s.server.deadline.Due;
import org.p3s.server.job.JobState;

/** Compares what is stored with what the model says. The only place that knows tables. */
final class Rows {

  private final Handle handle;

  Rows(Handle handle) {
    this.handle = handle;
  }

  /** All that is watched is as the model says. */
  void check(Model model) {
    checkWorkflows(model.watched.values());
    checkJobs(model.watched.values());
    checkPilots(model.watchedPilots);
    checkFiles(model.watchedFiles);
  }

  private static void same(Object is, Object must, String what, Object whose) {
    if (!Objects.equals(is, must)) {
      throw new AssertionError(
          "%s is stored as %s, must be %s: %s".formatted(what, is, must, whose));
    }
  }

  void checkWorkflows(Collection<Workflow> workflows) {
    Map<Long, List<Object>> rows = new HashMap<>();
    read(
        "select id, state, jobs_left, priority from workflow where id = any(?)",
        workflows.stream().map(each -> each.id).toList(),
        row ->
            rows.put(
                row.getLong("id"),
                List.of(row.getString("state"), row.getInt("jobs_left"), row.getInt("priority"))));
    for (Workflow each : workflows) {
      same(
          rows.get(each.id),
          List.of(each.state, each.left(), each.priority),
          "[state, jobs left, priority]",
          each + " with " + each.jobs);
    }
  }

  void checkJobs(Collection<Workflow> workflows) {
    Map<Long, List<Object>> rows = new HashMap<>();
    List<Job> jobs = workflows.stream().flatMap(each -> each.jobs.stream()).toList();
    read(
        """
        select id, state, attempt, priority, cause, pilot_id from job where id = any(?)
        """,
        jobs.stream().map(each -> each.id).toList(),
        row ->
            rows.put(
                row.getLong("id"),
                facts(
                    JobState.valueOf(row.getString("state")),
                    row.getInt("attempt"),
                    row.getInt("priority"),
                    row.getString("cause"),
                    row.getLong("pilot_id"))));
    for (Job each : jobs) {
      List<Object> must =
          facts(
              each.state,
              each.attempts.size(),
              each.priority,
              each.cause,
              each.holder == null ? 0 : each.holder);
      same(rows.get(each.id), must, "[state, attempt, priority, cause, holder]", each);
    }
  }

  private static List<Object> facts(
      JobState state, int attempt, int priority, String cause, long pilot) {
    return List.of(
        state, attempt, priority, cause == null ? "" : cause, state.isHeld() ? pilot : 0);
  }

  /** The tries that ended; the one at hand is in its job's row. */
  void checkAttempts(Collection<Workflow> workflows) {
    Map<Long, List<String>> rows = new TreeMap<>();
    List<Job> jobs = workflows.stream().flatMap(each -> each.jobs.stream()).toList();
    read(
        """
        select job_id, attempt, pilot_id, outcome, cause, note is not null noted from attempt
        where job_id = any(?) order by job_id, attempt
        """,
        jobs.stream().map(each -> each.id).toList(),
        row -> {
          Attempt is = new Attempt(row.getInt("attempt"), row.getLong("pilot_id"));
          is.outcome = row.getString("outcome");
          is.cause = row.getString("cause");
          is.noted = row.getBoolean("noted");
          rows.computeIfAbsent(row.getLong("job_id"), id -> new ArrayList<>()).add(is.toString());
        });
    for (Job each : jobs) {
      same(
          rows.getOrDefault(each.id, List.of()),
          each.attempts.stream().filter(a -> a.outcome != null).map(Attempt::toString).toList(),
          "the list of ended attempts",
          each);
    }
  }

  void checkPilots(Collection<Pilot> pilots) {
    Map<Long, String> rows = new HashMap<>();
    read(
        "select id, state, command from pilot where id = any(?)",
        pilots.stream().map(each -> each.id).toList(),
        row -> {
          String state = row.getString("state");
          boolean over = state.equals("LOST") || state.equals("STOPPED");
          rows.put(row.getLong("id"), (over ? state : "lives") + " " + row.getString("command"));
        });
    for (Pilot each : pilots) {
      String must = (each.over == null ? "lives" : each.over) + " " + each.command;
      same(rows.get(each.id), must, "state and command", each);
    }
  }

  void checkFiles(Collection<DataFile> files) {
    Map<Long, List<Object>> rows = new HashMap<>();
    read(
        "select id, state, workflows_left, failures from file where id = any(?)",
        files.stream().map(each -> each.id).toList(),
        row ->
            rows.put(
                row.getLong("id"),
                List.of(
                    row.getString("state"), row.getInt("workflows_left"), row.getInt("failures"))));
    for (DataFile each : files) {
      same(
          rows.get(each.id),
          List.of(each.state, each.workflowsLeft, each.failures),
          "[state, workflows left, failures]",
          each);
    }
  }

  /**
   * Learns when the jobs of a workflow must start at the latest, which only the database's clock
   * knows: its deadline less the longest path.
   */
  void learnLatestStarts(Workflow workflow) {
    Map<Long, Instant> latest = new HashMap<>();
    Map<Long, Instant> deadline = new HashMap<>();
    read(
        """
        select job.id, nullif(latest_start(lane_id, due, size), 'infinity') latest, nullif(deadline, 'infinity') deadline
        from job join workflow w on w.id = ? and job.id between w.id * 4096 and w.id * 4096 + 4095
        """,
        workflow.id,
        row -> {
          latest.put(row.getLong("id"), instant(row, "latest"));
          deadline.put(workflow.id, instant(row, "deadline"));
        });
    Instant end = deadline.get(workflow.id);
    for (Job each : workflow.jobs) {
      if (!each.isEnded() && !workflow.shape.vertices().get(each.index).noop()) {
        Instant must =
            end == null ? null : latestStart(end, workflow.shape.path(each.index), workflow.id);
        same(latest.get(each.id), must, "latest start with the deadline " + end, each);
        each.latestStart = must;
      }
    }
  }

  private static Instant latestStart(Instant deadline, int path, long workflow) {
    long end = ChronoUnit.MICROS.between(Instant.EPOCH, deadline);
    return Instant.EPOCH.plus(Due.before(Due.of(end, workflow), path), ChronoUnit.MICROS);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Ends the lease of a pilot that fell silent. */
  void endLease(Pilot pilot) {
    handle.execute(
        "update pilot set lease_until = now() - interval '1 hour' where id = ?", pilot.id);
  }

  boolean isOver(Pilot pilot) {
    return handle
        .createQuery("select state in ('LOST', 'STOPPED') from pilot where id = ?")
        .bind(0, pilot.id)
        .mapTo(Boolean.class)
        .one();
  }

  /** What the database is busy with, for people. */
  List<String> activity() {
    return handle
        .createQuery(
            """
            select concat_ws(' ', pid, state, now() - xact_start, wait_event_type, wait_event,
                             'blocked by ' || pg_blocking_pids(pid)::text, left(regexp_replace(query, '\\s+', ' ', 'g'), 500))
            from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()
            """)
        .mapTo(String.class)
        .list();
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private void read(String sql, Object argument, Reader reader) {
    Object bound = argument instanceof Collection<?> ids ? ids.toArray(new Long[0]) : argument;
    try (var statement = handle.getConnection().prepareStatement(sql)) {
      if (bound instanceof Long[] ids) {
        statement.setArray(1, handle.getConnection().createArrayOf("bigint", ids));
      } else {
        statement.setObject(1, bound);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
