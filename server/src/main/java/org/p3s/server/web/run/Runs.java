package org.p3s.server.web.run;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What pages show of runs. */
@ApplicationScoped
class Runs {

  private static final String SELECT =
      """
      select r.number, r.state, r.seen_at, r.started_at, r.ended_at, r.last_file_at,
             (select count(*) from plot p where p.run = r.number and p.newest)
             + (select count(*) from histogram h where h.run = r.number and h.newest) plots,
             (select count(*) from metric m where m.run = r.number and m.newest) metrics,
             (select count(*) from metric m where m.run = r.number and m.newest
                and (m.value < m.min or m.value > m.max)) outside
      from run r
      """;

  /**
   * A run and how much there is of it.
   *
   * @param outside metrics outside of their limits
   */
  public record Run(
      long number,
      String state,
      Instant seenAt,
      Instant startedAt,
      Instant endedAt,
      Instant lastFileAt,
      int plots,
      int metrics,
      int outside) {}

  /** Files of a run in one state. */
  public record Count(long run, String state, int files) {}

  private final Jdbi jdbi;

  Runs(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Run> find(long number) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where r.number = :number")
                .bind("number", number)
                .mapTo(Run.class)
                .findOne());
  }

  /** The highest first, one more than the limit when there are more. */
  List<Run> list(Long before, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    SELECT + "where r.number < :before order by r.number desc limit :limit + 1")
                .bind("before", before == null ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .mapTo(Run.class)
                .list());
  }

  /** States of the last files of each run; no more than {@code most} files of a run are counted. */
  Map<Long, List<Count>> counts(Collection<Long> runs, int most) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select r.run, f.state, count(*) files
                        from unnest(:runs) r (run)
                        cross join lateral (select state from file where run = r.run order by id desc limit :most) f
                        group by r.run, f.state order by files desc, f.state
                        """)
                    .bind("runs", longs(runs))
                    .bind("most", most)
                    .mapTo(Count.class)
                    .list())
        .stream()
        .collect(Collectors.groupingBy(Count::run));
  }
}
