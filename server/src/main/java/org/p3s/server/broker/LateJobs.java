package org.p3s.server.broker;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.JobQueue;

/** The SQL of jobs that wait past their latest start. */
@ApplicationScoped
class LateJobs {

  /** One of them, with the version of its workflow's template; null for a lone job. */
  public record Late(long id, long workflowId, Long templateVersionId) {}

  private final Jdbi jdbi;

  LateJobs(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private static final String LATE =
      JobQueue.lanesWith(
              "state in ('WAITING', 'READY') and due < 'infinity' and reason <> 'NOT_STARTED' and not optional")
          + """
          select late.id, w.id workflow_id, w.template_version_id
          from lanes join lane on lane.id = lane_id
          cross join lateral (
            select id, due, size from job
            where state in ('WAITING', 'READY') and due < 'infinity' and reason <> 'NOT_STARTED' and not optional
              and job.lane_id = lane.id and IS_LATE
            order by due limit :most) late
          join workflow w on w.id = late.id / 4096
          where latest_start(lane.id, late.due, late.size) < now() - least(cast(:grace as interval), w.eta / 20)
          limit :most
          """
              .replace("IS_LATE", JobQueue.IS_LATE);

  /**
   * Neither optional ones nor those of workflows that have not been started.
   *
   * @param grace past their latest start, but no more than a twentieth of the ETA
   */
  List<Late> find(Duration grace, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LATE)
                .bind("grace", grace.toString())
                .bind("most", most)
                .mapTo(Late.class)
                .list());
  }

  /** Lets these go last of their priority, but for those that somebody moves at this moment. */
  int demote(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with locked as materialized (
                      select id from job where id = any(:jobs) and state in ('WAITING', 'READY')
                      order by id for update skip locked)
                    update job set due = 'infinity'
                    from locked where job.id = locked.id
                    """)
                .bind("jobs", longs(jobs))
                .execute());
  }
}
