package org.p3s.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.TaskResolver;
import com.github.kagkarlsson.scheduler.event.SchedulerListeners;
import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepository;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.measure.Load;
import org.p3s.bench.measure.Measurement;

/**
 * db-scheduler in this process with jobs that do nothing, due and in its table beforehand.
 * Settings: lock-and-fetch, which its guide recommends for throughput, with thresholds as high as
 * it says.
 */
public final class DbScheduler {

  static final int THREADS = 40;

  private static final int RATE_AT_MOST = 15_000;
  private static final int CLAIM_BATCH = 50;
  private static final String TASK = "nothing";

  /** What its repository's insert and its guide ask for. */
  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name text not null, task_instance text not null, task_data bytea,
        execution_time timestamptz not null, picked boolean not null, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures int,
        last_heartbeat timestamptz, version bigint not null, priority smallint,
        primary key (task_name, task_instance));
      create index execution_time_idx on scheduled_tasks (execution_time);
      create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      """;

  private DbScheduler() {}

  /** Jobs done per second. */
  public static Measurement jobs(Run run) {
    return run.once("db-scheduler, no-op jobs", () -> measureJobs(run));
  }

  /** Jobs claimed per second by its own statement, and not run. */
  public static Measurement claims(Run run) {
    return run.once("db-scheduler, its claim alone", () -> measureClaims(run));
  }

  private static Measurement measureJobs(Run run) {
    try (Stage stage = filled(run);
        HikariDataSource pool = Pool.of(stage, THREADS)) {
      LongAdder ran = new LongAdder();
      Scheduler scheduler = scheduler(pool, task(ran)).build();
      scheduler.start();
      Counted load = new Counted(ran, count(run));
      Measurement measured = stage.measure(load, run.pace());
      scheduler.stop();
      long left = stage.number("select count(*) from scheduled_tasks");
      if (ran.sum() + left != count(run)) {
        throw new Broken(
            "db-scheduler ran %d of %d jobs and has %d left"
                .formatted(ran.sum(), count(run), left));
      }
      return measured;
    }
  }

  static OneTimeTask<Void> task(LongAdder ran) {
    return Tasks.oneTime(TASK).execute((instance, context) -> ran.increment());
  }

  static SchedulerBuilder scheduler(HikariDataSource pool, OneTimeTask<Void> task) {
    return Scheduler.create(pool, task)
        .threads(THREADS)
        .pollUsingLockAndFetch(1.0, 4.0)
        .pollingInterval(Duration.ofMillis(100))
        .shutdownMaxWait(Duration.ofSeconds(10));
  }

  private static Measurement measureClaims(Run run) {
    try (Stage stage = filled(run);
        HikariDataSource pool = Pool.of(stage, 2)) {
      JdbcTaskRepository repository =
          new JdbcTaskRepository(
              pool,
              true,
              new PostgreSqlJdbcCustomization(false, false),
              JdbcTaskRepository.DEFAULT_TABLE_NAME,
              new TaskResolver(
                  SchedulerListeners.NOOP, new SystemClock(), List.of(task(new LongAdder()))),
              new SchedulerName.Fixed("bench"),
              false,
              new SystemClock());
      try (Threads threads = new Threads(stage, 1, (own, i) -> new Claimer(repository)::claim)) {
        return stage.measure(threads, run.pace());
      }
    }
  }

  /** Jobs that were claimed would be run and deleted, and not be in the way of the next claim. */
  private static final class Claimer {
    private static final int DELETED_AT_ONCE = 1_000;
    private static final String DELETE =
        """
        delete from scheduled_tasks where picked and execution_time <
          (select min(execution_time) from scheduled_tasks where not picked)
        """;

    private final JdbcTaskRepository repository;
    private int claimed;

    Claimer(JdbcTaskRepository repository) {
      this.repository = repository;
    }

    int claim(Connection connection) throws SQLException {
      int jobs = repository.lockAndGetDue(Instant.now(), CLAIM_BATCH).size();
      claimed += jobs;
      if (claimed >= DELETED_AT_ONCE) {
        claimed = 0;
        try (Statement statement = connection.createStatement()) {
          statement.execute(DELETE);
        }
      }
      return jobs;
    }
  }

  private static int count(Run run) {
    return (int) (run.pace().seconds() * RATE_AT_MOST);
  }

  static Stage empty(Run run) {
    Stage stage = run.emptyStage("db-scheduler");
    stage.execute(TABLE);
    return stage;
  }

  private static Stage filled(Run run) {
    Stage stage = empty(run);
    stage.execute(
        """
        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        select '%s', i, now() - interval '1 hour' + i * interval '1 ms', false, 1
        from generate_series(1, %d) i
        """
            .formatted(TASK, count(run)));
    stage.execute("vacuum analyze");
    return stage;
  }

  /**
   * A load that others drive.
   *
   * @param most of which there are; then it is over
   */
  record Counted(LongAdder ran, long most) implements Load {
    @Override
    public long done() {
      return ran.sum();
    }

    @Override
    public boolean isOver() {
      return ran.sum() >= most;
    }

    @Override
    public void check() {}
  }
}
