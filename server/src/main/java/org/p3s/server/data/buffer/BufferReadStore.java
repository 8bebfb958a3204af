package org.p3s.server.data.buffer;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptId;

/** The SQL of reads of the online buffer; there are never more than a handful. */
@ApplicationScoped
class BufferReadStore {

  private final Jdbi jdbi;

  BufferReadStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** False when this attempt has no place, or had one for too long. */
  boolean renew(AttemptId attempt, Duration lease) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update buffer_read set expires_at = now() + cast(:lease as interval)
                        where job_id = :job and attempt = :attempt and expires_at > now()
                        """)
                    .bind("job", attempt.jobId())
                    .bind("attempt", attempt.attempt())
                    .bind("lease", lease.toString())
                    .execute())
        > 0;
  }

  /** False when all places are taken. */
  boolean take(AttemptId attempt, Duration lease, int most) {
    if (count() >= most) {
      return false;
    }
    lock();
    return insert(attempt, lease, most) > 0;
  }

  private int count() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from buffer_read where expires_at > now()")
                .mapTo(Integer.class)
                .one());
  }

  /** One server at a time gives places away, until its transaction ends. */
  private void lock() {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select pg_advisory_xact_lock(cast(cast('buffer_read' as regclass) as bigint))")
                .mapToMap()
                .list());
  }

  /** A statement of its own after the lock, so that it sees what others did before. */
  private int insert(AttemptId attempt, Duration lease, int most) {
    return jdbi.withHandle(
        handle -> {
          handle
              .createUpdate("delete from buffer_read where expires_at <= clock_timestamp()")
              .execute();
          return handle
              .createUpdate(
                  """
                  insert into buffer_read (job_id, attempt, expires_at)
                  select :job, :attempt, clock_timestamp() + cast(:lease as interval)
                  where (select count(*) from buffer_read) < :most
                  on conflict (job_id, attempt) do update set expires_at = excluded.expires_at
                  """)
              .bind("job", attempt.jobId())
              .bind("attempt", attempt.attempt())
              .bind("lease", lease.toString())
              .bind("most", most)
              .execute();
        });
  }

  void end(AttemptId attempt) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("delete from buffer_read where job_id = :job and attempt = :attempt")
                .bind("job", attempt.jobId())
                .bind("attempt", attempt.attempt())
                .execute());
  }
}
