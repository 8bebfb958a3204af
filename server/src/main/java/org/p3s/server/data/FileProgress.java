package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * Takes a settled workflow off its file. The last one moves the file to its final state; then,
   * and when the workflow did not finish, the history says so.
   *
   * @return the file when it moved
   */
  Optional<Moved> settleWorkflow(long file, boolean finished, String why) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with moved as (
                      update file set
                        workflows_left = workflows_left - 1,
                        failures = failures + case when :finished then 0 else 1 end,
                        reason = case when failures = 0 and (workflows_left = 1 or not :finished) then :why else reason end,
                        state = case when workflows_left > 1 then state
                                     when failures = 0 and :finished then 'PROCESSED' else 'FAILED' end,
                        settled_at = case when workflows_left > 1 then null else now() end
                      where id = :file and workflows_left > 0 and state = any(:from)
                      returning id, state, reason, seen_at, settled_at),
                    noted as (
                      insert into file_event (file_id, state, reason)
                      select id, state, case when settled_at is null then :why else reason end
                      from moved where settled_at is not null or not :finished)
                    select * from moved where settled_at is not null
                    """)
                .bind("file", file)
                .bind("finished", finished)
                .bind("why", why)
                .bindArray("from", String.class, FileState.PROCESSED.before())
                .mapTo(Moved.class)
                .findOne());
  }
}
