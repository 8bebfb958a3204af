package org.p3s.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.scenario.WakeUp;

/**
 * From scheduling a job to its start in db-scheduler, one every 10 ms, in one process and with its
 * immediate execution: the wake-up that it is made for.
 *
 * @param p50 in milliseconds
 * @param p99 in milliseconds
 */
public record DbSchedulerLatency(double p50, double p99) {

  private static final long INTERVAL_MILLIS = 10;
  private static final long DENSE_MILLIS = 4;

  /** Measures it once in a run. */
  public static DbSchedulerLatency measured(Run run) {
    return run.once("db-scheduler, event to job", DbSchedulerLatency.class, () -> measure(run));
  }

  private static DbSchedulerLatency measure(Run run) {
    Latencies latencies = new Latencies();
    OneTimeTask<Long> task =
        Tasks.oneTime("timed", Long.class)
            .execute((job, context) -> latencies.add(System.nanoTime() - job.getData()));
    ScheduledExecutorService events = Executors.newSingleThreadScheduledExecutor();
    try (Stage stage = DbScheduler.empty(run);
        HikariDataSource pool = Pool.of(stage, DbScheduler.THREADS)) {
      Scheduler scheduler =
          Scheduler.create(pool, task)
              .threads(DbScheduler.THREADS)
              .pollUsingLockAndFetch(1.0, 4.0)
              .enableImmediateExecution()
              .build();
      scheduler.start();
      AtomicInteger next = new AtomicInteger();
      Runnable event =
          () ->
              scheduler.schedule(
                  task.instance(Integer.toString(next.incrementAndGet()), System.nanoTime()),
                  Instant.now());
      DbScheduler.Counted load = new DbScheduler.Counted(new LongAdder(), Long.MAX_VALUE);
      // as long a warm-up as the server gets
      ScheduledFuture<?> dense =
          events.scheduleAtFixedRate(event, 0, DENSE_MILLIS, TimeUnit.MILLISECONDS);
      Meter.await(load, WakeUp.warmUp(run).warmUp());
      dense.cancel(false);
      ScheduledFuture<?> ticking =
          events.scheduleAtFixedRate(event, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
      Meter.await(load, run.pace().warmUp());
      latencies.mark();
      for (int i = 0; i < run.pace().rounds(); i++) {
        Meter.await(load, Duration.ofSeconds(run.form().choose(5, 2, 1)));
        latencies.mark();
      }
      if (ticking.isDone()) {
        throw new Broken("db-scheduler does not take jobs");
      }
      ticking.cancel(false);
      scheduler.stop();
      return new DbSchedulerLatency(latencies.median(0.5), latencies.median(0.99));
    } finally {
      events.shutdownNow();
    }
  }

  @Override
  public String toString() {
    return "p50 %.2f ms, p99 %.2f ms".formatted(p50, p99);
  }
}
