package org.p3s.server.legacy;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.Cause;
import org.p3s.server.job.JobState;
import org.p3s.server.pilot.PilotState;

/**
 * How much there is of everything, as old clients sum it up. Of a kind and state no more than
 * {@value #MOST} are counted, so that asking never takes long.
 */
@ApplicationScoped
class Counts {

  /** A number by what it counts; public because Jdbi fills it. */
  public record Count(String name, long number) {}

  static final int MOST = 100_000;

  /** Of the newest failed jobs so many are looked at. */
  private static final int FAILED = 10_000;

  /** States as literals, so that the planner knows which of the partial indexes will do. */
  private static final String JOBS =
      Arrays.stream(JobState.values())
          .map(
              state ->
                  """
                  select '%1$s' as name, count(*) number
                  from (select id from job where state = '%1$s' order by id desc limit %2$d) counted
                  """
                      .formatted(state, MOST))
          .collect(joining("union all\n"));

  private static final String CAUSES =
      """
      select cause as name, count(*) number
      from (select cause from job where state = 'FAILED' order by id desc limit %d) counted
      where cause is not null group by cause
      """
          .formatted(FAILED);

  private final Jdbi jdbi;

  Counts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * All jobs, those that a pilot could take, that run, that finished, that lost their pilot. As in
   * the details of a job, one that ended with another exit code than 0 has finished, too.
   */
  List<Long> jobs() {
    Map<String, Long> counts = counts(JOBS);
    Map<String, Long> failed = new HashMap<>();
    counts(CAUSES)
        .forEach(
            (cause, number) ->
                failed.merge(
                    SerializedJobs.ofFailure(Cause.valueOf(cause)), number, Math::addExact));
    return List.of(
        counts.values().stream().mapToLong(each -> each).sum(),
        of(counts, JobState.READY),
        of(counts, JobState.RUNNING),
        of(counts, JobState.FINISHED) + failed.getOrDefault("finished", 0L),
        failed.getOrDefault("pilotTO", 0L));
  }

  /** Live pilots and those that ended within the last hour: all, idle, busy, stopped, lost. */
  List<Long> pilots() {
    Map<String, Long> counts =
        counts(
            """
            select state as name, count(*) number from pilot where state not in ('LOST', 'STOPPED') group by state
            union all
            select state, count(*) from pilot where ended_at > now() - interval '1 hour' group by state
            """);
    return List.of(
        counts.values().stream().mapToLong(each -> each).sum(),
        of(counts, PilotState.IDLE),
        of(counts, PilotState.BUSY)
            + of(counts, PilotState.DRAINING)
            + of(counts, PilotState.SUSPECT),
        of(counts, PilotState.STOPPED),
        of(counts, PilotState.LOST));
  }

  /** Pilots, old and new, that work or would. */
  long activePilots() {
    return count(
        """
        select count(*) from pilot where state not in ('LOST', 'STOPPED') and state in ('IDLE', 'BUSY')
        """);
  }

  long workflows() {
    return count(newest("workflow"));
  }

  long datasets() {
    return count(newest("legacy_dataset"));
  }

  private static String newest(String table) {
    return "select count(*) from (select id from %s order by id desc limit %d) counted"
        .formatted(table, MOST);
  }

  private static long of(Map<String, Long> counts, Enum<?> state) {
    return counts.getOrDefault(state.name(), 0L);
  }

  private long count(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private Map<String, Long> counts(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Count.class).list()).stream()
        .collect(toMap(Count::name, Count::number));
  }
}
