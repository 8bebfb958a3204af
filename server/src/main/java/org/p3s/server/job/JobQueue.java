package org.p3s.server.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.p3s.protocol.AttemptId;

/**
 * The queue's SQL: every statement takes many jobs at once and locks them in the order of their
 * ids. Runs inside the caller's transaction.
 */
@ApplicationScoped
public class JobQueue {

  /** A job in a pilot's hands. */
  public record Held(long id, int attempt, long pilotId, JobState state, int queueId) {
    public AttemptId attemptId() {
      return new AttemptId(id, attempt);
    }
  }

  /**
   * A job that could be given away; its row is locked.
   *
   * @param waited seconds since it became READY
   */
  public record Candidate(long id, int queueId, int attempt, double waited) {}

  /** A job that this transaction moved. */
  public record Moved(long id, JobState state, Integer queueId) {}

  /** That an attempt began. */
  public record Start(long jobId, int attempt, long pilotId) {}

  /**
   * How an attempt ended.
   *
   * @param outcome FINISHED, SKIPPED or FAILED
   * @param cause null unless it failed
   * @param reason a sentence on it for people, may be empty
   */
  public record End(
      long jobId,
      int attempt,
      long pilotId,
      JobState outcome,
      String cause,
      Integer exitCode,
      String reason) {}

  /** A candidate and the pilot that gets it, as a new attempt. */
  public record Dispatch(long jobId, int attempt, long pilotId) {}

  private final Jdbi jdbi;

  public JobQueue(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What these pilots hold. */
  public List<Held> held(Collection<Long> pilots) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, attempt, pilot_id, state, queue_id from job
                    where pilot_id = any(:pilots) and state in ('DISPATCHED', 'RUNNING')
                    order by id
                    """)
                .bindArray("pilots", Long.class, pilots)
                .mapTo(Held.class)
                .list());
  }

  /** Jobs of these pilots' attempts that now run; those that moved on since are left alone. */
  public int start(List<Start> starts) {
    return jdbi.withHandle(
        handle ->
            bindAttempts(
                    handle.createUpdate(
                        """
                        with said as (
                          select * from unnest(:jobs, :attempts, :pilots) as s (job_id, attempt, pilot_id)),
                        locked as materialized (
                          select id from job where id in (select job_id from said) order by id for update)
                        update job set state = 'RUNNING', started_at = now(), reason = ''
                        from said, locked
                        where job.id = said.job_id and locked.id = job.id and job.attempt = said.attempt
                          and job.pilot_id = said.pilot_id and job.state = any(:from)
                        """),
                    starts.stream().map(Start::jobId).toList(),
                    starts.stream().map(Start::attempt).toList(),
                    starts.stream().map(Start::pilotId).toList())
                .bindArray("from", String.class, JobState.RUNNING.before())
                .execute());
  }

  /**
   * Ends attempts that are still the current ones. A failed job goes back into the queue while it
   * has retries left and its latest start has not passed.
   *
   * @return the jobs that moved; who is missing had lost its lease
   */
  public List<Moved> end(List<End> ends) {
    return jdbi.withHandle(
        handle ->
            bindAttempts(
                    handle.createQuery(
                        """
                        with said as (
                          select * from unnest(:jobs, :attempts, :pilots, :outcomes, :causes, :exits, :reasons)
                            as s (job_id, attempt, pilot_id, outcome, cause, exit_code, why)),
                        locked as materialized (
                          select job.id,
                                 outcome = 'FAILED' and retries_left > 0 and now() < latest_start again
                          from job join said on job.id = said.job_id
                          where job.attempt = said.attempt and job.pilot_id = said.pilot_id
                            and job.state in ('DISPATCHED', 'RUNNING')
                          order by job.id for update of job)
                        update job set
                          state = case when again then 'READY' else said.outcome end,
                          reason = case when again then 'RETRY after ' || said.cause else said.why end,
                          retries_left = retries_left - again::int,
                          cause = case when not again then said.cause end,
                          exit_code = said.exit_code,
                          pilot_id = case when not again then job.pilot_id end,
                          started_at = case when not again then coalesce(started_at, now()) end,
                          ready_at = case when again then now() else ready_at end,
                          ended_at = case when not again then now() end
                        from said, locked
                        where job.id = said.job_id and locked.id = job.id
                        returning job.id, job.state, job.queue_id
                        """),
                    ends.stream().map(End::jobId).toList(),
                    ends.stream().map(End::attempt).toList(),
                    ends.stream().map(End::pilotId).toList())
                .bindArray(
                    "outcomes", String.class, ends.stream().map(e -> e.outcome().name()).toList())
                .bindArray("causes", String.class, ends.stream().map(End::cause).toList())
                .bindArray("exits", Integer.class, ends.stream().map(End::exitCode).toList())
                .bindArray("reasons", String.class, ends.stream().map(End::reason).toList())
                .mapTo(Moved.class)
                .list());
  }

  /** The next jobs of these queues in their common order, locked for this transaction. */
  public List<Candidate> next(Collection<Integer> queues, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, queue_id, attempt, extract(epoch from now() - ready_at) waited
                    from unnest(:queues) q cross join lateral (
                      select id, queue_id, attempt, priority, latest_start, ready_at from job
                      where queue_id = q and state = 'READY'
                      order by priority desc, latest_start, id
                      limit :limit for update skip locked) head
                    order by priority desc, latest_start, id
                    limit :limit
                    """)
                .bindArray("queues", Integer.class, queues)
                .bind("limit", limit)
                .mapTo(Candidate.class)
                .list());
  }

  /** Gives locked candidates away and opens their attempts. */
  public void dispatch(List<Dispatch> dispatches) {
    jdbi.useHandle(
        handle ->
            bindAttempts(
                    handle.createUpdate(
                        """
                        with given as (
                          select * from unnest(:jobs, :attempts, :pilots) as g (job_id, attempt, pilot_id)),
                        moved as (
                          update job set state = 'DISPATCHED', attempt = given.attempt, pilot_id = given.pilot_id,
                                         dispatched_at = now(), started_at = null, reason = ''
                          from given where job.id = given.job_id and job.state = any(:from)
                          returning job.id, job.attempt, job.pilot_id)
                        insert into attempt (job_id, attempt, pilot_id) select id, attempt, pilot_id from moved
                        """),
                    dispatches.stream().map(Dispatch::jobId).toList(),
                    dispatches.stream().map(Dispatch::attempt).toList(),
                    dispatches.stream().map(Dispatch::pilotId).toList())
                .bindArray("from", String.class, java.util.List.of(JobState.READY.name()))
                .execute());
  }

  /**
   * Takes jobs from pilots that will not finish them: back into the queue, or FAILED after the
   * third loss or when the latest start has passed.
   */
  public List<Moved> takeFrom(Collection<Long> pilots) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id, attempt, losses >= 2 or now() > latest_start give_up from job
                      where pilot_id = any(:pilots) and state in ('DISPATCHED', 'RUNNING')
                      order by id for update),
                    closed as (
                      update attempt set outcome = 'LOST', cause = 'LOST_PILOT'
                      from locked where attempt.job_id = locked.id and attempt.attempt = locked.attempt)
                    update job set
                      state = case when give_up then 'FAILED' else 'READY' end,
                      cause = case when give_up then 'LOST_PILOT' end,
                      reason = case when not give_up then 'LOST_PILOT, again'
                                    when losses >= 2 then 'lost its pilot three times'
                                    else 'lost its pilot, and it is too late for another try' end,
                      losses = losses + 1, pilot_id = case when give_up then pilot_id end,
                      ready_at = now(), started_at = case when give_up then started_at end,
                      ended_at = case when give_up then now() end
                    from locked where job.id = locked.id
                    returning job.id, job.state, job.queue_id
                    """)
                .bindArray("pilots", Long.class, pilots)
                .mapTo(Moved.class)
                .list());
  }

  private static <S extends SqlStatement<S>> S bindAttempts(
      S statement, List<Long> jobs, List<Integer> attempts, List<Long> pilots) {
    return statement
        .bindArray("jobs", Long.class, jobs)
        .bindArray("attempts", Integer.class, attempts)
        .bindArray("pilots", Long.class, pilots);
  }
}
