package org.p3s.bench.peer;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.measure.Measurement;

/** JobRunr in this process with jobs that do nothing, enqueued beforehand. */
public final class JobRunrPeer {

  private static final int WORKERS = 100;
  private static final int CONNECTIONS = 40;
  private static final int RATE_AT_MOST = 4_500;

  /** The shortest that it takes; while there is work it asks for more without waiting. */
  private static final Duration POLL = Duration.ofSeconds(5);

  private static final LongAdder RAN = new LongAdder();

  private JobRunrPeer() {}

  /** A job that does nothing. */
  public record Nothing(int number) implements JobRequest {
    @Override
    public Class<Handler> getJobRequestHandler() {
      return Handler.class;
    }
  }

  /** Does it. */
  public static final class Handler implements JobRequestHandler<Nothing> {
    @Override
    public void run(Nothing nothing) {
      RAN.increment();
    }
  }

  /** Jobs done per second, measured once in a run. */
  public static Measurement jobs(Run run) {
    return run.once("JobRunr, no-op jobs", () -> measure(run));
  }

  private static Measurement measure(Run run) {
    int count = (int) (run.pace().seconds() * RATE_AT_MOST);
    try (Stage stage = run.emptyStage("jobrunr");
        HikariDataSource pool = Pool.of(stage, CONNECTIONS)) {
      PostgresStorageProvider storage = new PostgresStorageProvider(pool);
      configuration(storage).initialize();
      BackgroundJobRequest.enqueue(IntStream.range(0, count).mapToObj(Nothing::new));
      stage.execute("vacuum analyze");
      try {
        configuration(storage)
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(WORKERS)
                    .andPollInterval(POLL)
                    .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(10)))
            .initialize();
        return stage.measure(new DbScheduler.Counted(RAN, count), run.pace());
      } finally {
        // before its connections go
        JobRunr.destroy();
      }
    }
  }

  private static JobRunrConfiguration configuration(PostgresStorageProvider storage) {
    return JobRunr.configure().useJsonMapper(new JacksonJsonMapper()).useStorageProvider(storage);
  }
}
