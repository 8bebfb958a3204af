package org.p3s.server.workflow;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Moved;
import org.p3s.server.job.JobState;

/** The SQL that moves jobs along their graphs and settles workflows; takes many at once. */
@ApplicationScoped
class JobMoves {

  private final Jdbi jdbi;

  JobMoves(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Lets a workflow begin: its jobs that wait for no parent become READY, or FINISHED when noop;
   * all others, which are returned too, now wait for parents.
   */
  List<Moved> startSources(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update job set
                      state = case when parents_left > 0 then 'WAITING' when lane_id is null then 'FINISHED' else 'READY' end,
                      reason = case when parents_left > 0 then 'PARENT' else '' end,
                      ready_at = case when parents_left = 0 then now() end,
                      ended_at = case when parents_left = 0 and lane_id is null then now() end
                    where id between :id * 4096 and :id * 4096 + 4095 and state = 'WAITING'
                    returning\s"""
                        + JobQueue.MOVED)
                .bind("id", id)
                .mapTo(Moved.class)
                .list());
  }

  /** Why a job that is optional was passed over. */
  private static final String LATE = "optional, and late";

  /**
   * Takes parents off waiting children, which makes some of them READY, FINISHED when noop, or
   * SKIPPED when they are optional and it is too late for them. Not where an operator cancelled a
   * parent before the workflow was started.
   */
  List<Moved> satisfy(Map<Long, Integer> parentsDone) {
    List<Long> ids = parentsDone.keySet().stream().sorted().toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update job set
                      parents_left = parents_left - n,
                      state = case when parents_left > n or reason = 'NOT_STARTED' then 'WAITING'
                                   when lane_id is null then 'FINISHED'
                                   when optional and latest_start(lane_id, due, size) < now() then 'SKIPPED' else 'READY' end,
                      reason = case when parents_left > n or reason = 'NOT_STARTED' then reason
                                    when optional and latest_start(lane_id, due, size) < now() then :late else '' end,
                      ready_at = case when parents_left = n and reason <> 'NOT_STARTED' then now() end,
                      ended_at = case when parents_left = n and reason <> 'NOT_STARTED'
                                       and (lane_id is null or optional and latest_start(lane_id, due, size) < now()) then now() end
                    from unnest(:ids, :counts) as done (job_id, n)
                    where job.id = done.job_id and job.state = 'WAITING'
                    returning\s"""
                        + JobQueue.MOVED)
                .bind("ids", longs(ids))
                .bind("counts", ints(ids, parentsDone::get))
                .bind("late", LATE)
                .mapTo(Moved.class)
                .list());
  }

  private static final String LATE_IN_LANES =
      JobQueue.lanesWith("optional and state = 'READY'")
          + """
          select late.id from lanes join lane on lane.id = lane_id
          cross join lateral (
            select id from job
            where optional and state = 'READY' and job.lane_id = lane.id and IS_LATE
            order by due limit :most) late
          limit :most
          """
              .replace("IS_LATE", JobQueue.IS_LATE);

  /** READY jobs that are optional and too late, of each lane the latest ones first. */
  List<Long> late(int most) {
    return jdbi.withHandle(
        handle -> handle.createQuery(LATE_IN_LANES).bind("most", most).mapTo(Long.class).list());
  }

  /** Skips those of these jobs that are READY still, optional, and too late. */
  List<Moved> skipLate(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id from job
                      where id = any(:jobs) and optional and state = 'READY' and latest_start(lane_id, due, size) < now()
                      order by id for update)
                    update job set state = 'SKIPPED', reason = :late, ended_at = now()
                    from locked where job.id = locked.id
                    returning\s"""
                        + JobQueue.MOVED)
                .bind("jobs", longs(jobs))
                .bind("late", LATE)
                .mapTo(Moved.class)
                .list());
  }

  /** Skips waiting jobs whose parents failed. */
  List<Moved> skip(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update job set state = 'SKIPPED', reason = 'a parent did not finish', ended_at = now()
                    from unnest(:ids) as doomed (job_id) where job.id = doomed.job_id and job.state = 'WAITING'
                    returning\s"""
                        + JobQueue.MOVED)
                .bind("ids", longs(jobs.stream().sorted().toList()))
                .mapTo(Moved.class)
                .list());
  }

  /** A job that was cancelled, and the pilot that held it, if one did. */
  public record Cancelled(
      long id, JobState state, Integer laneId, int priority, long due, Long pilotId) {
    Moved moved() {
      return new Moved(id, state, laneId, priority, due);
    }
  }

  /** Cancels jobs that have not ended. */
  List<Cancelled> cancel(long from, long to, String reason) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id from job where id between :from and :to and state = any(:states) order by id for update)
                    update job set state = 'CANCELLED', reason = :reason, ended_at = now()
                    from locked where job.id = locked.id
                    returning job.pilot_id,\s"""
                        + JobQueue.MOVED)
                .bind("from", from)
                .bind("to", to)
                .bind("reason", reason)
                .bind("states", texts(JobState.CANCELLED.before()))
                .mapTo(Cancelled.class)
                .list());
  }

  /**
   * Drops what waits of these locked workflows, and notes on them why.
   *
   * @param onlyUnbegun leaves those alone of which a pilot has had a job
   */
  List<Moved> drop(
      Collection<Long> workflows, DropCause cause, String reason, boolean onlyUnbegun) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with given_up as materialized (
                      select id from workflow w
                      where id = any(:ids) and state = 'RUNNING'
                        and not (:unbegun and exists (
                          select from job where id between w.id * 4096 and w.id * 4096 + 4095 and attempt > 0))),
                    locked as materialized (
                      select job.id from given_up w join job on job.id between w.id * 4096 and w.id * 4096 + 4095
                      where job.state in ('WAITING', 'READY') order by job.id for update of job),
                    noted as (
                      update workflow set dropped_for = :cause, reason = :reason
                      where id in (select id / 4096 from locked))
                    update job set state = 'DROPPED', reason = :reason, ended_at = now()
                    from locked where job.id = locked.id
                    returning\s"""
                        + JobQueue.MOVED)
                .bind("ids", longs(workflows.stream().sorted().toList()))
                .bind("unbegun", onlyUnbegun)
                .bind("cause", cause.name())
                .bind("reason", reason)
                .mapTo(Moved.class)
                .list());
  }

  /** A workflow that is locked, with the version of its template; null for a lone job. */
  public record Locked(long id, Long templateVersionId) {}

  /**
   * Locks workflows against changes by others. Whoever moves jobs does this first, but for giving
   * READY ones away and for noting, before all else but locks, that they run: it keeps transactions
   * from waiting for each other in a circle, keeps jobs from being moved by two at once, and lets
   * the one that settles a workflow see how all of its jobs ended.
   */
  List<Locked> lock(Collection<Long> workflows) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, template_version_id from workflow where id = any(:ids) order by id for update
                    """)
                .bind("ids", longs(workflows.stream().sorted().toList()))
                .mapTo(Locked.class)
                .list());
  }

  /** Counts ended jobs off their locked workflows and settles those that have none left. */
  List<WorkflowSettled> settle(Map<Long, Integer> ended) {
    List<Long> ids = ended.keySet().stream().sorted().toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with done as (select * from unnest(:ids, :counts) as d (workflow_id, n)),
                    counted as (
                      update workflow w set jobs_left = jobs_left - n,
                        state = case when jobs_left > n then state else (
                          select case when bool_or(j.state = 'FAILED') then 'FAILED'
                                      when bool_or(j.state = 'CANCELLED') then 'CANCELLED'
                                      when bool_or(j.state = 'DROPPED') then 'DROPPED' else 'FINISHED' end
                          from job j where j.id between w.id * 4096 and w.id * 4096 + 4095) end,
                        reason = case when jobs_left > n then reason else coalesce((
                          select 'job ' || j.name || ' ' || j.cause || case when j.reason = '' then '' else ': ' || j.reason end
                          from job j where j.id between w.id * 4096 and w.id * 4096 + 4095 and j.state = 'FAILED'
                          order by j.ended_at, j.id limit 1), case when dropped_for is null then '' else reason end) end,
                        ended_at = case when jobs_left > n then null else now() end
                      from done where w.id = done.workflow_id
                      returning w.id workflow_id, w.file_id, w.state, w.jobs_left, now() > w.deadline is_late, w.reason,
                                case when w.state = 'DROPPED' then w.dropped_for end dropped_for)
                    select workflow_id, file_id, state, is_late, reason, dropped_for from counted where jobs_left = 0 order by workflow_id
                    """)
                .bind("ids", longs(ids))
                .bind("counts", ints(ids, ended::get))
                .mapTo(WorkflowSettled.class)
                .list());
  }
}
