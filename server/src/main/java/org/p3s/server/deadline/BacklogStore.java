package org.p3s.server.deadline;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.Requirements;
import org.p3s.server.pilot.Pilot;

/** Reads what is to be done, and who is there to do it. Its records are public for Jdbi. */
@ApplicationScoped
class BacklogStore {

  /**
   * Jobs of one queue and priority whose latest starts are close to each other.
   *
   * @param latest seconds since 1970, null for none
   * @param work seconds of a slot that they will take, as far as anybody knows
   * @param inSlots how many need a slot now, or have one
   * @param unmeasured how many there are of which nobody knows how long they take
   * @param isHeld whether pilots have them already
   */
  public record Row(
      int queueId,
      int priority,
      Long latest,
      double work,
      long jobs,
      long inSlots,
      long unmeasured,
      boolean isHeld) {}

  /** Pilots of the same kind. */
  public record PilotRow(
      String site, int cores, int memoryMib, int gpus, String labels, long pilots, long slots) {}

  /** What came in lately. */
  public record Arrived(long files, double seconds) {}

  private final Jdbi jdbi;

  BacklogStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** All that is to be done; latest starts to the second, beyond an hour to the minute. */
  List<Row> backlog() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select queue_id, priority, latest, sum(greatest(0, n * work + bytes * work_per_byte))::float8 work,
                           sum(n)::bigint jobs, sum(ready)::bigint in_slots,
                           coalesce(sum(n) filter (where not known), 0)::bigint unmeasured, false is_held
                    from (select lane_id, priority, work, work_per_byte, known, queue_id, n, bytes, ready,
                                 case when due is not null then (due - path)::bigint end latest
                          from (select lane_id, priority,
                                       case when due = 'infinity' then null
                                            when due < now() + interval '1 hour' then extract(epoch from due)::bigint
                                            else extract(epoch from due)::bigint / 60 * 60 end due,
                                       count(*) n, coalesce(sum(size), 0) bytes, count(*) filter (where state = 'READY') ready
                                from job
                                where state in ('WAITING', 'READY') and lane_id is not null and reason <> 'NOT_STARTED'
                                group by 1, 2, 3) waiting
                          join lane on lane.id = lane_id) places
                    group by 1, 2, 3
                    union all
                    select queue_id, 0, null,
                           sum(greatest(0, work + work_per_byte * coalesce(size, 0)
                                           - extract(epoch from now() - dispatched_at)))::float8,
                           count(*), count(*), count(*) filter (where not known), true
                    from job join lane on lane.id = lane_id
                    where state in ('DISPATCHED', 'RUNNING') group by 1
                    """)
                .mapTo(Row.class)
                .list());
  }

  /** By the database's clock; microseconds since 1970. */
  long now() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
                .mapTo(Long.class)
                .one());
  }

  List<PilotRow> pilots() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select site, cores, memory_mib, gpus, labels, count(*) pilots, sum(slots) slots
                    from pilot where state not in ('LOST', 'STOPPED') and command is null
                    group by 1, 2, 3, 4, 5
                    """)
                .mapTo(PilotRow.class)
                .list());
  }

  /**
   * Files of the last ten minutes that a trigger wanted, whether there was time for them or not.
   */
  Arrived arrived() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select count(*) files,
                           coalesce(extract(epoch from now() - min(seen_at)), 0)::float8 seconds
                    from file
                    where seen_at > now() - interval '10 minutes'
                      and (cause is null or cause in ('FORECAST', 'BACKLOG', 'LATE', 'WORKFLOW'))
                    """)
                .mapTo(Arrived.class)
                .one());
  }

  /** A kind of pilots; the speed of its class makes its slots count more or less. */
  static Pools.Kind kind(PilotRow row, ToDoubleFunction<String> speeds) {
    Map<String, String> labels = Pilot.labelsOf(row.site(), row.labels());
    double speed = speeds.applyAsDouble(labels.getOrDefault("speed", ""));
    return new Pools.Kind(
        new Requirements.Offer(row.cores(), row.memoryMib(), row.gpus(), labels),
        row.slots() * speed);
  }
}
