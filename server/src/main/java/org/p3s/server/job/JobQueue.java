package org.p3s.server.job;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptId;

/**
 * The queue's SQL: every statement takes many jobs at once. Runs inside the caller's transaction,
 * which holds the locks of the jobs' workflows, but for giving jobs away and noting that they run.
 */
@ApplicationScoped
public class JobQueue {

  /** The columns of a {@link ReadyJob} of which the state may still be another. */
  public static final String MOVED =
      """
      job.id, job.state, job.lane_id, job.priority,
      case when job.due = 'infinity' then 9223372036854775807
           else (extract(epoch from job.due) * 1000000)::bigint end due
      """;

  /**
   * Jobs, beside their {@code lane}, whose latest start has passed by all that is known. An index
   * on (lane_id, due) finds them.
   */
  public static final String IS_LATE =
      """
      due < now() + make_interval(secs => case when known_path_per_byte > 0 then greatest(path, known_path)
                                               else known_path end)
      and due < now() + make_interval(secs => greatest(0, known_path + known_path_per_byte
                                                            * least(coalesce(size, 0), known_size)))
      """;

  /** A job in a pilot's hands. */
  public record Held(long id, int attempt, long pilotId, JobState state, int laneId) {
    public AttemptId attemptId() {
      return new AttemptId(id, attempt);
    }

    public Held as(JobState now) {
      return new Held(id, attempt, pilotId, now, laneId);
    }
  }

  /** A job that this transaction moved. */
  public record Moved(long id, JobState state, Integer laneId, int priority, long due) {
    public ReadyJob ready() {
      return new ReadyJob(id, laneId, priority, due);
    }
  }

  /** A job whose attempt ended, as its pilot reported. */
  public record Ended(
      long id, JobState state, Integer laneId, int priority, long due, int attempt, long reporter) {
    public Moved moved() {
      return new Moved(id, state, laneId, priority, due);
    }
  }

  /** That an attempt began. */
  public record Start(long jobId, int attempt, long pilotId) {}

  /** A job that a pilot is to get. */
  public record Choice(long jobId, long pilotId) {}

  /**
   * A job that a pilot got, as a new attempt.
   *
   * @param waited seconds since it became READY
   */
  public record Given(long id, int attempt, long pilotId, int laneId, double waited) {
    public Held held() {
      return new Held(id, attempt, pilotId, JobState.DISPATCHED, laneId);
    }
  }

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
                    select id, attempt, pilot_id, state, lane_id from job
                    where pilot_id = any(:pilots) and state in ('DISPATCHED', 'RUNNING')
                    """)
                .bind("pilots", longs(pilots))
                .mapTo(Held.class)
                .list());
  }

  /** Begins a statement with {@code lanes}, those in which there are such jobs. */
  public static String lanesWith(String condition) {
    // one look into an index for each, however many jobs there are
    return """
        with recursive steps (lane_id) as (
          (select lane_id from job where %1$s order by lane_id limit 1)
          union all
          select (select lane_id from job where %1$s and job.lane_id > steps.lane_id order by lane_id limit 1)
          from steps where steps.lane_id is not null),
        lanes as (select lane_id from steps where lane_id is not null)
        """
        .formatted(condition);
  }

  /** The lanes in which jobs are READY. */
  public List<Integer> lanesWithReady() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(lanesWith("state = 'READY'") + "select lane_id from lanes")
                .mapTo(Integer.class)
                .list());
  }

  /**
   * The next READY jobs of several lanes, for each those after the given one.
   *
   * @param after one for each lane; {@link ReadyJob#first} for the lane's beginning
   * @param limit the most of each lane
   */
  public List<ReadyJob> next(Collection<ReadyJob> after, int limit) {
    List<ReadyJob> keys = List.copyOf(after);
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select head.id, head.lane_id, head.priority, head.due
                    from unnest(:lanes, :priorities, :due, :ids) as l (lane_id, priority, due, id)
                    cross join lateral (
                      select\s"""
                        + MOVED
                        + """
                       from job
                      where job.lane_id = l.lane_id and job.state = 'READY'
                        and (-job.priority, job.due, job.id)
                          > (-l.priority, case when l.due = 9223372036854775807 then 'infinity'
                                               when l.due = -9223372036854775808 then '-infinity'
                                               else timestamptz 'epoch' + l.due * interval '1 microsecond' end, l.id)
                      order by -job.priority, job.due, job.id
                      limit :limit) head
                    """)
                .bind("lanes", ints(keys, ReadyJob::laneId))
                .bind("priorities", ints(keys, ReadyJob::priority))
                .bind("due", longs(keys, ReadyJob::due))
                .bind("ids", longs(keys, ReadyJob::id))
                .bind("limit", limit)
                .mapTo(ReadyJob.class)
                .list());
  }

  private static final String DISPATCH =
      """
      update job set state = 'DISPATCHED', attempt = job.attempt + 1, pilot_id = chosen.pilot_id,
                     dispatched_at = now(), started_at = null, progress = null, reason = ''
      from CHOSEN where job.id = chosen.job_id and job.state = 'READY'
      returning job.id, job.attempt, job.pilot_id, job.lane_id,
                extract(epoch from now() - job.ready_at)::float8 waited
      """;

  private static final String CHOSEN = "unnest(:jobs, :pilots) as chosen (job_id, pilot_id)";

  private static final String DISPATCH_ALONE = DISPATCH.replace("CHOSEN", CHOSEN);

  /** Passes over what another server is giving away at this moment. */
  private static final String DISPATCH_AMONG_OTHERS =
      """
      with free as materialized (
        select job.id job_id, chosen.pilot_id
        from CHOSEN join job on job.id = chosen.job_id
        where job.state = 'READY' for update of job skip locked)
      """
              .replace("CHOSEN", CHOSEN)
          + DISPATCH.replace("CHOSEN", "free as chosen");

  /**
   * Gives jobs away that are still READY.
   *
   * @param choices by job id
   * @param alone whether nobody else gives jobs away; if others do after all, they are waited for
   * @return those that were given; who is missing is not to be had
   */
  public List<Given> dispatch(List<Choice> choices, boolean alone) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(alone ? DISPATCH_ALONE : DISPATCH_AMONG_OTHERS)
                .bind("jobs", longs(choices, Choice::jobId))
                .bind("pilots", longs(choices, Choice::pilotId))
                .mapTo(Given.class)
                .list());
  }

  /** Jobs of these pilots' attempts that now run; those that moved on since are left alone. */
  public void start(List<Start> starts) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update job set state = 'RUNNING', started_at = now(), reason = ''
                    from unnest(:jobs, :attempts, :pilots) as said (job_id, attempt, pilot_id)
                    where job.id = said.job_id and job.attempt = said.attempt
                      and job.pilot_id = said.pilot_id and job.state = any(:from)
                    """)
                .bind("jobs", longs(starts, Start::jobId))
                .bind("attempts", ints(starts, Start::attempt))
                .bind("pilots", longs(starts, Start::pilotId))
                .bind("from", texts(JobState.RUNNING.before()))
                .execute());
  }

  /**
   * Ends attempts that are still the current ones, and keeps how. A failed job goes back into the
   * queue while it has retries left and its latest start has not passed.
   *
   * @return the jobs that moved; who is missing had lost its lease
   */
  public List<Ended> end(List<AttemptEnd> ends) {
    String again =
        "(said.outcome = 'FAILED' and job.retries_left > 0 and now() < latest_start(job.lane_id, job.due, job.size))";
    return jdbi.withHandle(
        handle ->
            AttemptEnd.bind(
                    ends,
                    handle.createQuery(
                        """
                        with said as (
                          select * from unnest(:jobs, :attempts, :pilots, :outcomes, :causes, :exits, :reasons, :messages,
                                               :outputs, :peaks, :started, :ended)
                            as s (job_id, attempt, pilot_id, outcome, cause, exit_code, why, message, outputs, peak,
                                  started_at, ended_at)),
                        moved as (
                          update job set
                            state = case when AGAIN then 'READY' else said.outcome end,
                            reason = case when AGAIN then 'RETRY after ' || said.cause else said.why end,
                            retries_left = job.retries_left - AGAIN::int,
                            cause = case when not AGAIN then said.cause end,
                            exit_code = said.exit_code,
                            pilot_id = case when not AGAIN then job.pilot_id end,
                            started_at = case when not AGAIN then coalesce(job.started_at, now()) end,
                            ready_at = case when AGAIN then now() else job.ready_at end,
                            ended_at = case when not AGAIN then now() end
                          from said
                          where job.id = said.job_id and job.attempt = said.attempt
                            and job.pilot_id = said.pilot_id and job.state = any(:held)
                          returning\s"""
                                .replace("AGAIN", again)
                            + MOVED
                            + """
                            , job.dispatched_at, job.progress, said.*),
                        kept as (
                          insert into attempt (job_id, attempt, pilot_id, outcome, cause, exit_code, message, outputs,
                                               peak_rss_mib, progress, dispatched_at, started_at, ended_at, reported_at)
                          select job_id, attempt, pilot_id, outcome, cause, exit_code, message, cast(outputs as jsonb),
                                 peak, progress, dispatched_at, cast(started_at as timestamptz),
                                 cast(ended_at as timestamptz), now()
                          from moved)
                        select id, state, lane_id, priority, due, attempt, pilot_id reporter from moved
                        """))
                // as values: the states themselves would suggest the index of what pilots hold, in
                // which a transaction with an old snapshot keeps all that they ever held
                .bind("held", texts(JobState.FAILED.before()))
                .mapTo(Ended.class)
                .list());
  }

  /**
   * Takes those of these jobs that these pilots still hold and will not finish: back into the
   * queue, or FAILED after the third loss or when the latest start has passed.
   */
  public List<Moved> takeFrom(Collection<Long> pilots, Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id, attempt, pilot_id, dispatched_at, progress, losses >= 2 or now() > latest_start(lane_id, due, size) give_up
                      from job where id = any(:jobs) and pilot_id = any(:pilots) and state in ('DISPATCHED', 'RUNNING')
                      order by id for update),
                    kept as (
                      insert into attempt (job_id, attempt, pilot_id, outcome, cause, progress, dispatched_at)
                      select id, attempt, pilot_id, 'LOST', 'LOST_PILOT', progress, dispatched_at from locked)
                    update job set
                      state = case when give_up then 'FAILED' else 'READY' end,
                      cause = case when give_up then 'LOST_PILOT' end,
                      reason = case when not give_up then 'LOST_PILOT, again'
                                    when losses >= 2 then 'lost its pilot three times'
                                    else 'lost its pilot, and it is too late for another try' end,
                      losses = losses + 1, pilot_id = case when give_up then job.pilot_id end,
                      ready_at = now(), started_at = case when give_up then started_at end,
                      ended_at = case when give_up then now() end
                    from locked where job.id = locked.id
                    returning\s"""
                        + MOVED)
                .bind("pilots", longs(pilots))
                .bind("jobs", longs(jobs))
                .mapTo(Moved.class)
                .list());
  }
}
