package org.p3s.server.deadline;

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

  /**
   * What was measured of a vertex on pilots of one speed class, in seconds; see {@link Estimate}.
   *
   * @param number of attempts, those included that are remembered no more
   * @param deviation of a duration, around the mean for its file's size
   */
  public record Measured(
      long versionId,
      int vertex,
      String speed,
      long number,
      double mean,
      double p90,
      double deviation,
      double base,
      double perByte,
      double above,
      double size,
      double largest) {

    /** The mean is as exact as this, as a part of it, or by this time. */
    private static final double EXACT = 0.2;

    private static final double SECONDS = 0.1;

    /**
     * Whether it is enough to decide by: five at least, and the more the more they differ from each
     * other.
     */
    boolean isEnough() {
      double error = deviation / Math.sqrt((double) Math.min(number, RecentDurations.MOST));
      return number >= RecentDurations.ENOUGH && error <= Math.max(EXACT * mean, SECONDS);
    }
  }

  /** Slots of live pilots. */
  public record Slots(String speed, int number) {}

  private final Jdbi jdbi;

  MeasurementStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Keeps how long the slots of these attempts were taken, by the database's clock; of a pilot that
   * was cut off for a while, not much longer than its payload ran. Lone jobs are left out, and
   * times that cannot be, as when the clock was set back.
   *
   * @return the template versions of which something was measured
   */
  List<Long> add(Collection<AttemptId> attempts) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with said as (
                      select w.template_version_id version_id, a.job_id % 4096 vertex, coalesce(p.labels ->> 'speed', '') speed,
                             least(extract(epoch from a.reported_at - a.dispatched_at),
                                   extract(epoch from a.ended_at - a.started_at) + 60) seconds, j.size
                      from unnest(:jobs, :attempts) as done (job_id, attempt)
                      join attempt a on a.job_id = done.job_id and a.attempt = done.attempt
                      join job j on j.id = done.job_id
                      join workflow w on w.id = done.job_id / 4096
                      join pilot p on p.id = a.pilot_id
                      where w.template_version_id is not null and a.outcome = 'FINISHED'),
                    newest as (
                      select *, row_number() over (partition by version_id, vertex, speed) n from said where seconds >= 0),
                    counted as (
                      insert into estimate as e (version_id, vertex, speed, measured)
                      select version_id, vertex, speed, count(*) from newest group by 1, 2, 3 order by 1, 2, 3
                      on conflict (version_id, vertex, speed) do update set measured = e.measured + excluded.measured
                      returning version_id, vertex, speed, measured),
                    kept as (
                      insert into duration (version_id, vertex, speed, place, seconds, size)
                      select distinct on (version_id, vertex, speed, place) * from (
                        select version_id, vertex, speed, (measured - n) % 200 place, seconds, size
                        from newest join counted using (version_id, vertex, speed)) placed
                      order by version_id, vertex, speed, place
                      on conflict (version_id, vertex, speed, place) do update set
                        seconds = excluded.seconds, size = excluded.size)
                    select distinct version_id from counted
                    """)
                .bind("jobs", longs(attempts, AttemptId::jobId))
                .bind("attempts", ints(attempts, AttemptId::attempt))
                .mapTo(Long.class)
                .list());
  }

  /** Works out anew what is measured of these template versions. */
  void estimate(Collection<Long> versions) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with drawn as (
                      select version_id, vertex, speed, avg(seconds) mean, stddev_pop(seconds) spread,
                             percentile_disc(0.9) within group (order by seconds) p90, avg(size) size,
                             max(size) largest,
                             -- a file's size tells when it leaves less than half of the variance
                             coalesce(regr_r2(seconds, size) > 0.5 and regr_slope(seconds, size) > 0
                                      and regr_count(seconds, size) >= 10 and count(size) = count(*), false) tells,
                             regr_slope(seconds, size) slope, regr_intercept(seconds, size) intercept
                      from duration where version_id = any(:versions) group by 1, 2, 3),
                    fitted as (
                      select d.*, now.deviation, now.above
                      from drawn d cross join lateral (
                        select stddev_pop(off) deviation, percentile_disc(0.9) within group (order by off) above
                        from (select seconds - case when tells then intercept + slope * o.size else mean end off
                              from duration o
                              where (o.version_id, o.vertex, o.speed) = (d.version_id, d.vertex, d.speed)) rest) now)
                    update estimate e set
                      mean = f.mean, p90 = f.p90, deviation = f.deviation, above = f.above, size = f.size,
                      largest = f.largest,
                      base = case when tells then intercept else f.mean end, per_byte = case when tells then slope else 0 end
                    from fitted f
                    where (e.version_id, e.vertex, e.speed) = (f.version_id, f.vertex, f.speed)
                    """)
                .bind("versions", longs(versions))
                .execute());
  }

  private static final String MEASURED =
      """
      select version_id, vertex, speed, measured number, mean, p90, deviation, base, per_byte, above, coalesce(size, 0) size,
             coalesce(largest, 0) largest
      from estimate
      """;

  List<Measured> measured() {
    return jdbi.withHandle(handle -> handle.createQuery(MEASURED).mapTo(Measured.class).list());
  }

  List<Measured> measured(Collection<Long> versions) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(MEASURED + "where version_id = any(:versions)")
                .bind("versions", longs(versions))
                .mapTo(Measured.class)
                .list());
  }

  /** Takes over what was measured of vertices of another template version. */
  void inherit(long heir, List<Integer> vertices, long other, List<Integer> same) {
    jdbi.useHandle(
        handle -> {
          handle
              .createUpdate(
                  """
                  insert into estimate (version_id, vertex, speed, measured, mean, p90, deviation, base, per_byte, above, size, largest)
                  select :heir, own, speed, measured, mean, p90, deviation, base, per_byte, above, size, largest
                  from unnest(:vertices, :same) as v (own, same)
                  join estimate on version_id = :other and vertex = same
                  order by own, speed on conflict do nothing
                  """)
              .bind("heir", heir)
              .bind("vertices", ints(vertices))
              .bind("other", other)
              .bind("same", ints(same))
              .execute();
          handle
              .createUpdate(
                  """
                  insert into duration (version_id, vertex, speed, place, seconds, size)
                  select :heir, own, speed, place, seconds, size
                  from unnest(:vertices, :same) as v (own, same)
                  join duration on version_id = :other and vertex = same
                  order by own, speed, place on conflict do nothing
                  """)
              .bind("heir", heir)
              .bind("vertices", ints(vertices))
              .bind("other", other)
              .bind("same", ints(same))
              .execute();
        });
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
}
