package org.p3s.server.data.run;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.account.Audit;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** Starts, ends and shows runs. */
@ApplicationScoped
public class Runs {

  private static final String COLUMNS =
      "number, state, seen_at, started_at, ended_at, last_file_at";

  /**
   * How many files of a run are in one state for one cause; public because Jdbi fills it.
   *
   * @param cause null while they have not ended, and when they are PROCESSED
   */
  public record FileCount(long run, String state, String cause, long files) {}

  private final Jdbi jdbi;
  private final Audit audit;
  private final Changes changes;

  public Runs(Jdbi jdbi, Audit audit, Changes changes) {
    this.jdbi = jdbi;
    this.audit = audit;
    this.changes = changes;
  }

  /** Files of these runs have come. */
  public void noteFiles(Collection<Long> numbers) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into run (number, last_file_at)
                    select number, now() from unnest(:numbers) as n (number) group by number order by number
                    on conflict (number) do update set last_file_at = now()
                    """)
                .bind("numbers", longs(numbers))
                .execute());
    changes.hint(Changes.Topic.RUNS);
  }

  /** The run exists from now on. */
  public void ensure(long number) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("insert into run (number) values (:number) on conflict do nothing")
                .bind("number", number)
                .execute());
  }

  /** The highest number first. */
  public Listing<Run> list(RunState state, Long before, int limit) {
    List<Run> found =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "select "
                            + COLUMNS
                            + """
                             from run where number < :before and state = coalesce(:state, state)
                            order by number desc limit :limit + 1
                            """)
                    .bind("before", before == null ? Long.MAX_VALUE : before)
                    .bind("state", state)
                    .bind("limit", limit)
                    .mapTo(Run.class)
                    .list());
    return Listing.of(found, limit, Run::number);
  }

  public Run find(long number) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select " + COLUMNS + " from run where number = :number")
                    .bind("number", number)
                    .mapTo(Run.class)
                    .findOne())
        .orElseThrow(() -> Refusal.notFound("run", number));
  }

  /** By run, state and cause how many files there are; a run without files is not in it. */
  public Map<Long, List<FileCount>> fileCounts(Collection<Long> numbers) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select r.run, f.state, f.cause, f.files
                        from unnest(:numbers) r (run)
                        cross join lateral (
                          select state, cause, count(*) files from file where run = r.run group by state, cause) f
                        """)
                    .bind("numbers", longs(numbers))
                    .mapTo(FileCount.class)
                    .list())
        .stream()
        .collect(Collectors.groupingBy(FileCount::run));
  }

  /** Data taking has begun; saying it again changes nothing. */
  @Transactional
  public Run start(long number, String who) {
    ensure(number);
    int opened =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update run set started_at = coalesce(started_at, now())
                        where number = :number and state = 'OPEN'
                        """)
                    .bind("number", number)
                    .execute());
    if (opened == 0) {
      throw Refusal.conflict(
          "run-ended", "Run %d has ended; it cannot start again.".formatted(number));
    }
    return noted(number, "start run", who);
  }

  /** Data taking has ended; saying it again changes nothing. */
  @Transactional
  public Run stop(long number, String who) {
    find(number);
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update run set state = 'ENDED', ended_at = now() where number = :number and state = 'OPEN'
                    """)
                .bind("number", number)
                .execute());
    return noted(number, "stop run", who);
  }

  private Run noted(long number, String action, String who) {
    audit.note(who, action, Long.toString(number), "");
    changes.hint(Changes.Topic.RUNS);
    return find(number);
  }
}
