package org.p3s.server.legacy;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.JobKey;
import org.p3s.server.platform.Settings;

/** Lets go what only old clients know when it is older than history has to be kept. */
@ApplicationScoped
class Retention {

  private static final Logger LOG = Logger.getLogger(Retention.class);

  /** Rows of one statement, so that none takes long. */
  private static final int BATCH = 10_000;

  /** Workflows of a partition of the history. */
  private static final long PARTITION = 10_000_000;

  private final Datasets datasets;
  private final Services services;
  private final Settings settings;
  private final Jdbi jdbi;

  Retention(Datasets datasets, Services services, Settings settings, Jdbi jdbi) {
    this.datasets = datasets;
    this.services = services;
    this.settings = settings;
    this.jdbi = jdbi;
  }

  @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void dropOld() {
    try {
      int gone = dropServices() + dropDatasets(null) + dropJobIds();
      if (gone > 0) {
        LOG.infof("Let go %d old rows that only old clients know", gone);
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "What old clients know could not be cleaned up, trying again in an hour: %s",
          e.toString());
    }
  }

  /** How many lines of services went. */
  int dropServices() {
    return repeat(() -> services.deleteOld(settings.keepHistory(), BATCH));
  }

  /**
   * How many datasets went.
   *
   * @param state only those in it; null for all
   */
  int dropDatasets(String state) {
    return repeat(() -> datasets.deleteOld(settings.keepHistory(), state, BATCH));
  }

  /** What clients called jobs whose part of the history is gone. */
  int dropJobIds() {
    return repeat(this::dropSomeJobIds);
  }

  private int dropSomeJobIds() {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    delete from legacy_id where kind = 'JOB' and uuid = any(array(
                      select uuid from legacy_id
                      where kind = 'JOB' and id < :partition * (select min(number) from history_partition)
                      order by id limit :most))
                    """)
                .bind("partition", JobKey.of(PARTITION, 0))
                .bind("most", BATCH)
                .execute());
  }

  private static int repeat(IntSupplier batch) {
    int gone = 0;
    int now;
    do {
      now = batch.getAsInt();
      gone += now;
    } while (now == BATCH);
    return gone;
  }
}
