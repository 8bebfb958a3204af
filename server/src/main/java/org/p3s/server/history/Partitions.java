package org.p3s.server.history;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.platform.Settings;

/**
 * Lets history begin a new partition from time to time, and drops those in which all is older than
 * it has to be kept. There are about {@value #KEPT} at a time, however long that is: a statement
 * costs a little more with each.
 */
@ApplicationScoped
public class Partitions {

  /**
   * A partition that may go.
   *
   * @param open workflows in it that have not ended
   * @param litter ended ones whose files are still there
   */
  public record Old(int number, long open, long litter) {}

  private static final Logger LOG = Logger.getLogger(Partitions.class);
  private static final int KEPT = 8;
  private static final int DROP_TRIES = 30;

  private final Jdbi jdbi;
  private final Settings settings;

  public Partitions(Jdbi jdbi, Settings settings) {
    this.jdbi = jdbi;
    this.settings = settings;
  }

  void start(@Observes StartupEvent event) {
    run();
  }

  /** Often: at the fastest rates a partition is full within minutes. */
  @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      advance(settings.keepHistory().dividedBy(KEPT));
    } catch (RuntimeException e) {
      LOG.warnf("No partition could be made, trying again in a minute: %s", e.toString());
    }
  }

  @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void dropOld() {
    try {
      dropPatiently(settings.keepHistory());
    } catch (InterruptedException e) {
      // the server stops
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf("No old partition could be dropped, trying again in an hour: %s", e.toString());
    }
  }

  /**
   * Keeps a partition ready behind the one that is being filled, and goes on to it when that one
   * has been filled for so long.
   *
   * @return the number of the partition that new workflows go to
   */
  @Transactional
  public int advance(Duration after) {
    return jdbi.withHandle(
        handle -> {
          alone(handle);
          int current = current(handle);
          ensure(handle, current + 1);
          if (isFilledSince(handle, current, after)) {
            handle
                .createQuery(
                    "select setval('workflow_id', greatest(nextval('workflow_id'), :first), false)")
                .bind("first", (current + 1) * 10_000_000L)
                .mapTo(Long.class)
                .one();
            current = current(handle);
            ensure(handle, current + 1);
            LOG.infof("New workflows go to partition %d of the history", current);
          }
          handle
              .createUpdate(
                  "update history_partition set opened_at = now() where number <= :n and opened_at is null")
              .bind("n", current)
              .execute();
          return current;
        });
  }

  /** One server at a time; and nobody waits behind a lock that is not to be had soon. */
  private static void alone(Handle handle) {
    handle.execute("set local lock_timeout = '2s'");
    handle.execute("select pg_advisory_xact_lock('history_partition'::regclass::bigint)");
  }

  private static int current(Handle handle) {
    return handle
        .createQuery("select (last_value / 10000000)::int from workflow_id")
        .mapTo(Integer.class)
        .one();
  }

  private static void ensure(Handle handle, int number) {
    handle
        .createQuery(
            """
            select open_partition(:n) where not exists (select from history_partition where number = :n)
            """)
        .bind("n", number)
        .mapTo(String.class)
        .list();
  }

  private static boolean isFilledSince(Handle handle, int number, Duration after) {
    return handle
        .createQuery(
            """
            select exists (select from history_partition
                           where number = :n and opened_at < now() - cast(:after as interval))
              and exists (select from workflow where id between :n * 10000000::bigint and (:n + 1) * 10000000::bigint - 1)
            """)
        .bind("n", number)
        .bind("after", after.toString())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Tries again when others hold what has to be locked: who waits long for a table makes everybody
   * else wait behind.
   */
  private void dropPatiently(Duration kept) throws InterruptedException {
    for (int tries = DROP_TRIES; ; tries--) {
      try {
        drop(kept);
        return;
      } catch (RuntimeException e) {
        if (tries == 0) {
          throw e;
        }
        LOG.debugf("A partition cannot be dropped yet: %s", e);
        TimeUnit.SECONDS.sleep(2);
      }
    }
  }

  /**
   * Drops partitions whose successor has been filled for so long. One in which something has not
   * ended, or has left files behind, stays.
   *
   * @return the numbers of those that were dropped
   */
  @Transactional
  public List<Integer> drop(Duration kept) {
    return jdbi.withHandle(
        handle -> {
          alone(handle);
          List<Old> old = old(handle, kept);
          old.stream()
              .filter(each -> each.open() + each.litter() > 0)
              .forEach(
                  each ->
                      LOG.warnf(
                          "Partition %d of the history stays: %d of its workflows have not ended (cancel them to let it go), files of %d are still to be removed",
                          (Object) each.number(), each.open(), each.litter()));
          List<Integer> gone =
              old.stream()
                  .filter(each -> each.open() == 0 && each.litter() == 0)
                  .map(Old::number)
                  .toList();
          gone.forEach(number -> drop(handle, number));
          return gone;
        });
  }

  private static List<Old> old(Handle handle, Duration kept) {
    return handle
        .createQuery(
            """
            select p.number,
              (select count(*) from workflow where state in ('DEFINED', 'RUNNING')
               and id between p.number * 10000000::bigint and next.number * 10000000::bigint - 1) open,
              (select count(*) from workflow where not files_removed and ended_at is not null
               and id between p.number * 10000000::bigint and next.number * 10000000::bigint - 1) litter
            from history_partition p join history_partition next on next.number = p.number + 1
            where next.opened_at < now() - cast(:kept as interval)
            order by p.number
            """)
        .bind("kept", kept.toString())
        .mapTo(Old.class)
        .list();
  }

  private static void drop(Handle handle, int number) {
    handle.execute("set local lock_timeout = '20ms'");
    for (String table : List.of("attempt_log", "attempt", "job", "workflow")) {
      handle.execute("drop table %s_%d".formatted(table, number));
    }
    handle.execute("delete from history_partition where number = ?", number);
    LOG.infof("Dropped partition %d of the history", number);
  }
}
