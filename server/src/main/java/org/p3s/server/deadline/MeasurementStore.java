package org.p3s.server.deadline;

import static org.p3s.server.platform.SqlArray.doubles;
import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptId;

/** The SQL of measured durations. Its records are public because Jdbi fills them. */
@ApplicationScoped
class MeasurementStore {

  /** What was measured of a vertex on pilots of one speed class, in seconds. */
  public record Measured(long versionId, int vertex, String speed, double mean, double p90) {}

  /** Slots of live pilots. */
  public record Slots(String speed, int number) {}

  private final Jdbi jdbi;

  MeasurementStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Keeps how long the slots of these attempts were taken, by the database's clock; of a pilot that
   * was cut off for a while, not much longer than its payload ran. Lone jobs are left out.
   */
  void add(Collection<AttemptId> attempts) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with said as (
                      select w.template_version_id version_id, a.job_id % 4096 vertex, coalesce(p.labels ->> 'speed', '') speed,
                             least(extract(epoch from a.reported_at - a.dispatched_at),
                                   extract(epoch from a.ended_at - a.started_at) + 60) seconds
                      from unnest(:jobs, :attempts) as done (job_id, attempt)
                      join attempt a on a.job_id = done.job_id and a.attempt = done.attempt
                      join workflow w on w.id = done.job_id / 4096
                      join pilot p on p.id = a.pilot_id
                      where w.template_version_id is not null and a.outcome = 'FINISHED'),
                    newest as (
                      select *, row_number() over (partition by version_id, vertex, speed) n from said where seconds >= 0),
                    counted as (
                      insert into estimate as e (version_id, vertex, speed, measured)
                      select version_id, vertex, speed, count(*) from newest group by 1, 2, 3 order by 1, 2, 3
                      on conflict (version_id, vertex, speed) do update set measured = e.measured + excluded.measured
                      returning version_id, vertex, speed, measured)
                    insert into duration (version_id, vertex, speed, place, seconds)
                    select distinct on (version_id, vertex, speed, place) * from (
                      select version_id, vertex, speed, (measured - n) % 200 place, seconds
                      from newest join counted using (version_id, vertex, speed)) placed
                    order by version_id, vertex, speed, place
                    on conflict (version_id, vertex, speed, place) do update set seconds = excluded.seconds
                    """)
                .bind("jobs", longs(attempts, AttemptId::jobId))
                .bind("attempts", ints(attempts, AttemptId::attempt))
                .execute());
  }

  /** Works out anew what is measured of the vertices of these attempts. */
  void estimate(Collection<AttemptId> attempts) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update estimate e set mean = now.mean, p90 = now.p90
                    from (
                      select version_id, vertex, speed, avg(seconds) mean,
                             percentile_disc(0.9) within group (order by seconds) p90
                      from duration
                      where version_id in (
                        select w.template_version_id from workflow w
                        where w.id = any(select distinct unnest(:jobs) / 4096))
                      group by 1, 2, 3) now
                    where (e.version_id, e.vertex, e.speed) = (now.version_id, now.vertex, now.speed)
                      and (e.mean, e.p90) <> (now.mean::real, now.p90::real)
                    """)
                .bind("jobs", longs(attempts, AttemptId::jobId))
                .execute());
  }

  List<Measured> measured() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select version_id, vertex, speed, mean, p90 from estimate where measured >= :enough")
                .bind("enough", RecentDurations.ENOUGH)
                .mapTo(Measured.class)
                .list());
  }

  /** Of pilots that are there. */
  Map<String, Integer> slotsBySpeed() {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select coalesce(labels ->> 'speed', '') speed, sum(slots)::int number
                        from pilot where state not in ('LOST', 'STOPPED') group by 1
                        """)
                    .mapTo(Slots.class)
                    .list())
        .stream()
        .collect(Collectors.toMap(Slots::speed, Slots::number));
  }

  /**
   * Gives the waiting jobs of a template version what is expected now, and their new places in
   * their queues. Waits for nobody: those that somebody moves at this moment keep what they have.
   *
   * @param means seconds by vertex
   * @param paths seconds by vertex, from its start to the end of the slowest way
   * @return how many jobs moved
   */
  int reorder(long version, List<Double> means, List<Double> paths) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with moved as materialized (
                      select job.id, v.mean, latest_start(w.deadline, v.path, w.id) latest
                      from workflow w
                      cross join unnest(:means, :paths) with ordinality as v (mean, path, place)
                      join job on job.id = w.id * 4096 + v.place - 1
                      where w.state in ('DEFINED', 'RUNNING') and w.template_version_id = :version
                        and job.state in ('WAITING', 'READY')
                        and (job.latest_start < 'infinity' or w.deadline = 'infinity')
                      order by job.id for update of job skip locked)
                    update job set latest_start = moved.latest, expected = moved.mean
                    from moved
                    where job.id = moved.id and (job.latest_start, job.expected) <> (moved.latest, moved.mean::real)
                    """)
                .bind("version", version)
                .bind("means", doubles(means))
                .bind("paths", doubles(paths))
                .execute());
  }
}
