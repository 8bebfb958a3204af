package org.p3s.server.job;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.p3s.server.platform.Listing;

/** Reading jobs and attempts. */
@ApplicationScoped
public class JobStore {

  private static final String COLUMNS =
      """
      id, name, job_type, lane_id, state, reason, cause, exit_code, attempt, parents_left, priority,
      nullif(latest_start(lane_id, due, size), 'infinity') latest_start, pilot_id, created_at, ready_at, dispatched_at,
      started_at, ended_at
      """;

  /** What a pilot holds, and of what it held and gave back the newest. */
  private static final String OF_PILOT =
      """
       and pilot_id = :pilot and id = any(array(
        (select id from job where pilot_id = :pilot and state in ('DISPATCHED', 'RUNNING') and id < :before)
        union all
        (select job_id from attempt where pilot_id = :pilot and job_id < :before order by job_id desc
         limit 2 * :limit)))
      """;

  private static final String NEWEST_OF_PILOT =
      """
      select min(job_id) from (select job_id from attempt where pilot_id = :pilot and job_id < :before
                               order by job_id desc limit 2 * :limit) newest
      having count(*) = 2 * :limit
      """;

  private static final int LOOKED_THROUGH = 50_000;

  /**
   * What a list of jobs is narrowed to; null narrows nothing.
   *
   * @param before only jobs with a smaller id: the cursor
   */
  public record Filter(JobState state, String jobType, Long workflow, Long pilot, Long before) {}

  private final Jdbi jdbi;

  public JobStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  public Optional<Job> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select " + COLUMNS + " from job where id = :id")
                .bind("id", id)
                .mapTo(Job.class)
                .findOne());
  }

  /** Those there are from each of these ids to the last of the same place, at most so many. */
  public List<Long> between(List<Long> firsts, List<Long> lasts, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select found.id from unnest(:firsts, :lasts) as r (first, last)
                    cross join lateral (
                      select id from job where id between r.first and r.last order by id limit :limit) found
                    limit :limit
                    """)
                .bind("firsts", longs(firsts))
                .bind("lasts", longs(lasts))
                .bind("limit", limit)
                .mapTo(Long.class)
                .list());
  }

  /** All jobs of these workflows, by id. */
  public List<Job> listOfWorkflows(Collection<Long> workflows) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + """
                        from unnest(:workflows) w
                        join job on job.id between w * 4096 and w * 4096 + 4095
                        order by id
                        """)
                .bind("workflows", longs(workflows))
                .mapTo(Job.class)
                .list());
  }

  /**
   * The newest first. No index knows types, which every change of a job would pay for: a page of
   * one type is what the newest {@value #LOOKED_THROUGH} jobs have of it. A page of one pilot is
   * what its newest attempts have. The next one goes on there, so that a page may be short and yet
   * not the last.
   */
  public Listing<Job> list(Filter filter, int limit) {
    String chosen = "from job where " + conditions(filter) + " order by id desc";
    String newest = "(select id, job_type " + chosen + " limit " + LOOKED_THROUGH + ") newest";
    String sql =
        filter.jobType() == null
            ? "select " + COLUMNS + chosen + " limit :limit + 1"
            : "select "
                + COLUMNS
                + " from job where id = any(array(select id from "
                + newest
                + " where job_type = :jobType order by id desc limit :limit + 1)) order by id desc";
    List<Job> found = query(sql, filter, limit, Job.class);
    if (found.size() > limit || (filter.jobType() == null && filter.pilot() == null)) {
      return Listing.of(found, limit, Job::id);
    }
    // the last job that was looked through, when that was not all
    String end =
        filter.pilot() == null
            ? "select min(id) from " + newest + " having count(*) = " + LOOKED_THROUGH
            : NEWEST_OF_PILOT;
    Long next = query(end, filter, limit, Long.class).stream().findFirst().orElse(null);
    return new Listing<>(
        found.stream().filter(each -> next == null || each.id() >= next).toList(), next);
  }

  private <T> List<T> query(String sql, Filter filter, int limit, Class<T> rows) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                .bind("jobType", filter.jobType())
                .bind("workflow", filter.workflow())
                .bind("pilot", filter.pilot())
                .bind("limit", limit)
                .configure(SqlStatements.class, c -> c.setUnusedBindingAllowed(true))
                .mapTo(rows)
                .list());
  }

  private static String conditions(Filter filter) {
    StringBuilder where = new StringBuilder("id < :before");
    if (filter.state() != null) {
      // as a literal, so that the planner knows which of the partial indexes will do
      where.append(" and state = '").append(filter.state().name()).append('\'');
    }
    if (filter.workflow() != null) {
      where.append(" and id between :workflow * 4096 and :workflow * 4096 + 4095");
    }
    if (filter.pilot() != null) {
      where.append(OF_PILOT);
    }
    return where.toString();
  }

  /** The first try first. */
  public List<Attempt> attempts(long job) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select job_id, attempt, pilot_id, outcome, cause, exit_code, message, outputs, peak_rss_mib, progress,
                           dispatched_at, started_at, ended_at, reported_at, note
                    from attempt where job_id = :job
                    union all
                    select id, attempt, pilot_id, null, null, null, null, '[]', null, progress,
                           dispatched_at, started_at, null, null, null
                    from job where id = :job and state in ('DISPATCHED', 'RUNNING')
                    order by attempt
                    """)
                .bind("job", job)
                .mapTo(Attempt.class)
                .list());
  }

  /** Whether this is the current attempt and its pilot holds it. */
  public boolean isHeld(long job, int attempt) {
    return isHeldBy(job, attempt, null);
  }

  /** The same, by this pilot. */
  public boolean isHeldBy(long job, int attempt, Long pilot) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select exists (select from job where id = :job and attempt = :attempt
                                   and pilot_id = coalesce(:pilot, pilot_id)
                                   and state in ('DISPATCHED', 'RUNNING'))
                    """)
                .bind("job", job)
                .bind("attempt", attempt)
                .bind("pilot", pilot)
                .mapTo(Boolean.class)
                .one());
  }

  /** READY jobs of the same queue that go before this one, counted up to 10,000. */
  public long ahead(long job) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) from (
                      select 1
                      from (select job.*, queue_id, due - make_interval(secs => path) latest
                            from job join lane on lane.id = lane_id where job.id = :job) own
                      join lane on lane.queue_id = own.queue_id
                      join job other on other.lane_id = lane.id and other.state = 'READY'
                        and (-other.priority, other.due, other.id)
                          < (-own.priority, own.latest + make_interval(secs => lane.path), own.id)
                      limit 10000) counted
                    """)
                .bind("job", job)
                .mapTo(Long.class)
                .one());
  }

  /** Keeps what a payload says of its progress; false when the attempt is not held any more. */
  public boolean noteProgress(long job, int attempt, String json) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update job set progress = cast(:json as jsonb)
                        where id = :job and attempt = :attempt and state in ('DISPATCHED', 'RUNNING')
                        """)
                    .bind("job", job)
                    .bind("attempt", attempt)
                    .bind("json", json)
                    .execute())
        == 1;
  }

  /** Changes the priority of a job that has not been given away. */
  public void setPriority(long job, int priority) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update job set priority = :priority where id = :job and state in ('WAITING', 'READY')")
                .bind("job", job)
                .bind("priority", priority)
                .execute());
  }
}
