package org.p3s.server.job.type;

import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The SQL of job types. Runs inside the caller's transaction. */
@ApplicationScoped
class JobTypeStore {

  /**
   * Of the jobs that are counted: how many are held, which have left; public because Jdbi fills it.
   */
  public record Known(String name, int held, List<Long> left) {}

  private static final String COLUMNS =
      "select name, held_limit, paused, comment, changed_by, changed_at from job_type ";

  private final Jdbi jdbi;

  JobTypeStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Keeps job types from changing until the transaction ends; returns their version. */
  long hold() {
    return number("select hold_job_types()");
  }

  long version() {
    return number("select version from job_type_version");
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  List<JobType> restricted() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "where paused or held_limit is not null")
                .mapTo(JobType.class)
                .list());
  }

  List<JobType> list() {
    return jdbi.withHandle(
        handle -> handle.createQuery(COLUMNS + "order by name").mapTo(JobType.class).list());
  }

  Optional<JobType> find(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "where name = :name")
                .bind("name", name)
                .mapTo(JobType.class)
                .findOne());
  }

  /** Locks those of these types that have a row. */
  List<JobType> lock(Collection<String> types) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "where name = any(:types) order by name for update")
                .bind("types", texts(types))
                .mapTo(JobType.class)
                .list());
  }

  /** Forgets jobs that are not held any more; counts those that are. The types are locked. */
  Map<String, Integer> sweep(Collection<String> types) {
    if (types.isEmpty()) {
      return Map.of();
    }
    List<Known> known = known(types);
    List<Long> left = known.stream().flatMap(each -> each.left().stream()).toList();
    if (!left.isEmpty()) {
      forget(types, left);
    }
    return known.stream().collect(Collectors.toMap(Known::name, Known::held));
  }

  private List<Known> known(Collection<String> types) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    // lateral with a limit: by the key of job, whatever is known of its size
                    """
                    select l.job_type as name, count(j.id)::int held,
                           coalesce(array_agg(l.job_id) filter (where j.id is null), '{}') as left
                    from limited_job l
                    left join lateral (
                      select id from job where id = l.job_id and state in ('DISPATCHED', 'RUNNING')
                      limit 1) j on true
                    where l.job_type = any(:types) group by l.job_type
                    """)
                .bind("types", texts(types))
                .mapTo(Known.class)
                .list());
  }

  private void forget(Collection<String> types, List<Long> jobs) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "delete from limited_job where job_type = any(:types) and job_id = any(:jobs)")
                .bind("types", texts(types))
                .bind("jobs", longs(jobs))
                .execute());
  }

  /** Jobs of a limited type that pilots hold. */
  int countHeld(String type) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) from limited_job l join job j on j.id = l.job_id
                    where l.job_type = :type and j.state in ('DISPATCHED', 'RUNNING')
                    """)
                .bind("type", type)
                .mapTo(Integer.class)
                .one());
  }

  /** Counts these jobs, by type, as far as their types are limited. The types are locked. */
  void register(Map<String, ? extends Collection<Long>> jobs) {
    List<String> types = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    jobs.forEach(
        (type, own) ->
            own.forEach(
                job -> {
                  types.add(type);
                  ids.add(job);
                }));
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into limited_job (job_type, job_id)
                    select t.name, given.job_id from unnest(:types, :jobs) as given (type, job_id)
                    join job_type t on t.name = given.type and t.held_limit is not null
                    on conflict do nothing
                    """)
                .bind("types", texts(types))
                .bind("jobs", longs(ids))
                .execute());
  }
}
