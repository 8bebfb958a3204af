package org.p3s.server.data;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The SQL that moves files from state to state and keeps their history. */
@ApplicationScoped
class FileProgress {

  /** A file whose state has just changed. */
  public record Moved(
      long id,
      FileState state,
      FileCause cause,
      String reason,
      Instant seenAt,
      Instant settledAt) {}

  /** Whether what settled now has more to say than what was said: failures before drops. */
  private static final String SAID =
      "(failures = 0 and (failed > 0 or dropped_for is null and (dropped is not null or workflows_left = n)))";

  private final Jdbi jdbi;

  FileProgress(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Workflows of one file that settled together.
   *
   * @param workflows how many
   * @param failures how many of them failed or were cancelled
   * @param drop why one of them was given up, else null
   * @param why what to say of the file: of a failure if there is one, else of a drop
   */
  record Settled(int workflows, int failures, FileCause drop, String why) {

    Settled and(Settled other) {
      return new Settled(
          workflows + other.workflows,
          failures + other.failures,
          drop == null ? other.drop : drop,
          weight() >= other.weight() ? why : other.why);
    }

    private int weight() {
      return failures > 0 ? 2 : drop != null ? 1 : 0;
    }
  }

  /** A file that a trigger lets go, which may be the end of it. */
  record Drop(long file, FileCause cause, String why) {}

  /**
   * Notes of files, which have not ended, what a trigger that was paused now says of them. A file
   * that only such triggers wanted is SELECTED from here on.
   *
   * @param said what to say, by file
   */
  void select(Map<Long, String> said) {
    List<Long> files = said.keySet().stream().sorted().toList();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with before as materialized (
                      select id, state, reason, changed_at, why from unnest(:files, :reasons) as s (file_id, why)
                      join file on file.id = s.file_id where file.state = any(:from) order by id for update of file),
                    moved as (
                      update file f set state = 'SELECTED', changed_at = now(),
                        reason = case when f.state = 'SEEN' then why else f.reason || ', ' || why end
                      from before where f.id = before.id
                      returning f.id, before.state, before.reason, before.changed_at)
                    insert into file_event (file_id, at, state, reason)
                    select id, changed_at, state, reason from moved
                    """)
                .bind("files", longs(files))
                .bind("reasons", texts(files, said::get))
                .bind("from", texts(List.of(FileState.SEEN, FileState.SELECTED), FileState::name))
                .execute());
  }

  /**
   * Lets files go that no trigger has taken yet. One that another paused trigger holds is left to
   * that one.
   *
   * @return the files that ended
   */
  List<Moved> drop(List<Drop> drops) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with before as materialized (
                      select id, file.state, file.reason, changed_at, d.state next, d.cause, why
                      from unnest(:files, :states, :causes, :reasons) as d (file_id, state, cause, why)
                      join file on file.id = d.file_id
                      where file.state = 'SEEN' and workflows_left > 0 order by id for update of file),
                    moved as (
                      update file f set
                        workflows_left = workflows_left - 1,
                        state = case when workflows_left = 1 then next else f.state end,
                        cause = case when workflows_left = 1 then before.cause end,
                        reason = case when workflows_left = 1 then why else f.reason end,
                        changed_at = case when workflows_left = 1 then now() else f.changed_at end,
                        settled_at = case when workflows_left = 1 then now() end
                      from before where f.id = before.id
                      returning f.id, f.state, f.cause, f.reason, f.seen_at, f.settled_at,
                                before.state was, before.reason why_was, before.changed_at since),
                    noted as (
                      insert into file_event (file_id, at, state, reason)
                      select id, since, was, why_was from moved where settled_at is not null)
                    select id, state, cause, reason, seen_at, settled_at from moved where settled_at is not null
                    """)
                .bind("files", longs(drops, Drop::file))
                .bind("states", texts(drops, each -> each.cause().state().name()))
                .bind("causes", texts(drops, each -> each.cause().name()))
                .bind("reasons", texts(drops, Drop::why))
                .mapTo(Moved.class)
                .list());
  }

  /**
   * Takes settled workflows off their files. The last one moves a file to its final state, and the
   * first failure changes its reason; what was said before goes to the history.
   *
   * @return the files that moved
   */
  List<Moved> settleWorkflows(Map<Long, Settled> byFile) {
    List<Long> files = byFile.keySet().stream().sorted().toList();
    List<Settled> settled = files.stream().map(byFile::get).toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with said as (
                      select * from unnest(:files, :counts, :failures, :drops, :reasons) as s (file_id, n, failed, dropped, why)),
                    before as materialized (
                      select id, state, reason, changed_at, said.*
                      from said join file on file.id = said.file_id
                      where workflows_left >= n and file.state = any(:from)
                      order by file.id for update of file),
                    moved as (
                      update file f set
                        workflows_left = workflows_left - n,
                        failures = failures + failed,
                        dropped_for = coalesce(dropped_for, dropped),
                        reason = case when SAID then why else f.reason end,
                        state = case when workflows_left > n then f.state
                                     when failures + failed > 0 then 'FAILED'
                                     when coalesce(dropped_for, dropped) is null then 'PROCESSED'
                                     else case coalesce(dropped_for, dropped) when 'FORECAST' then 'SHED' else 'STALE' end end,
                        cause = case when workflows_left > n then null
                                     when failures + failed > 0 then 'WORKFLOW'
                                     else coalesce(dropped_for, dropped) end,
                        changed_at = case when workflows_left = n or SAID then now() else f.changed_at end,
                        settled_at = case when workflows_left > n then null else now() end
                      from before where f.id = before.id
                      returning f.id, f.state, f.cause, f.reason, f.seen_at, f.settled_at, f.changed_at,
                                before.state was, before.reason why_was, before.changed_at since),
                    noted as (
                      insert into file_event (file_id, at, state, reason)
                      select id, since, was, why_was from moved where changed_at <> since)
                    select id, state, cause, reason, seen_at, settled_at from moved where settled_at is not null
                    """
                        .replace("SAID", SAID))
                .bind("files", longs(files))
                .bind("counts", ints(settled, Settled::workflows))
                .bind("failures", ints(settled, Settled::failures))
                .bind(
                    "drops",
                    texts(settled, each -> each.drop() == null ? null : each.drop().name()))
                .bind("reasons", texts(settled, Settled::why))
                .bind("from", texts(FileState.PROCESSED.before()))
                .mapTo(Moved.class)
                .list());
  }
}
