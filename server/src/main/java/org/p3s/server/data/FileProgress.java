package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The SQL that moves files from state to state and keeps their history. */
@ApplicationScoped
class FileProgress {

  /** A file whose state has just changed. */
  public record Moved(long id, FileState state, String reason, Instant seenAt, Instant settledAt) {}

  private final Jdbi jdbi;

  FileProgress(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Adds to the history of files. */
  void note(List<Long> files, List<FileState> states, List<String> reasons) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into file_event (file_id, state, reason)
                    select * from unnest(:files, :states, :reasons)
                    """)
                .bindArray("files", Long.class, files)
                .bindArray("states", String.class, states.stream().map(FileState::name).toList())
                .bindArray("reasons", String.class, reasons)
                .execute());
  }

  /**
   * Counts the workflows that were made for SELECTED files. Files whose workflows are all over
   * already, or which have none, move to their final state and are returned.
   *
   * @param files all of them
   * @param broken of those for which a workflow could not be made, why
   */
  List<Moved> countWorkflows(Collection<Long> files, Map<Long, String> broken) {
    List<Long> ids = List.copyOf(broken.keySet());
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with made as (
                      select file_id, count(*) filter (where state in ('DEFINED', 'RUNNING')) n
                      from workflow where file_id = any(:files) group by file_id),
                    counted as (
                      update file f set
                        workflows_left = coalesce(made.n, 0),
                        failures = case when broken.id is null then 0 else 1 end,
                        reason = coalesce(broken.why, f.reason),
                        state = case when made.n > 0 then f.state when broken.id is null then 'PROCESSED' else 'FAILED' end,
                        settled_at = case when made.n > 0 then null else now() end
                      from unnest(:files) as each (id)
                      left join made on made.file_id = each.id
                      left join unnest(:broken, :reasons) as broken (id, why) on broken.id = each.id
                      where f.id = each.id and f.state = any(:from)
                      returning f.id, f.state, f.reason, f.seen_at, f.settled_at)
                    select * from counted where settled_at is not null
                    """)
                .bindArray("files", Long.class, files)
                .bindArray("broken", Long.class, ids)
                .bindArray("reasons", String.class, ids.stream().map(broken::get).toList())
                .bindArray("from", String.class, FileState.FAILED.before())
                .mapTo(Moved.class)
                .list());
  }

  /**
   * Workflows of one file that settled together.
   *
   * @param workflows how many
   * @param failures how many of them did not finish
   * @param why what to say of the file: of a failure if there is one
   */
  record Settled(int workflows, int failures, String why) {

    Settled and(Settled other) {
      String said = failures > 0 || other.failures == 0 ? why : other.why;
      return new Settled(workflows + other.workflows, failures + other.failures, said);
    }
  }

  /**
   * Takes settled workflows off their files. The last one moves a file to its final state; then,
   * and when a workflow did not finish, the history says so.
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
                      select * from unnest(:files, :counts, :failures, :reasons) as s (file_id, n, failed, why)),
                    locked as materialized (
                      select id from file where id = any(:files) order by id for update),
                    moved as (
                      update file f set
                        workflows_left = workflows_left - n,
                        failures = failures + failed,
                        reason = case when failures = 0 and (workflows_left = n or failed > 0) then why else reason end,
                        state = case when workflows_left > n then state
                                     when failures + failed = 0 then 'PROCESSED' else 'FAILED' end,
                        settled_at = case when workflows_left > n then null else now() end
                      from said, locked
                      where f.id = said.file_id and locked.id = f.id and workflows_left >= n and f.state = any(:from)
                      returning f.id, f.state, f.reason, f.seen_at, f.settled_at, failed, why),
                    noted as (
                      insert into file_event (file_id, state, reason)
                      select id, state, case when settled_at is null then why else reason end
                      from moved where settled_at is not null or failed > 0)
                    select id, state, reason, seen_at, settled_at from moved where settled_at is not null
                    """)
                .bindArray("files", Long.class, files)
                .bindArray(
                    "counts", Integer.class, settled.stream().map(Settled::workflows).toList())
                .bindArray(
                    "failures", Integer.class, settled.stream().map(Settled::failures).toList())
                .bindArray("reasons", String.class, settled.stream().map(Settled::why).toList())
                .bindArray("from", String.class, FileState.PROCESSED.before())
                .mapTo(Moved.class)
                .list());
  }
}
