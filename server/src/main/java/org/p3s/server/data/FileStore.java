package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The SQL of files; takes many at once. Its records are public because Jdbi fills them. */
@ApplicationScoped
class FileStore {

  private static final String SELECT =
      """
      select id, url, name, run, subrun, stream, detector, size, adler32, metadata, state, reason, source,
             workflows_left, seen_at, settled_at
      from file
      """;

  /** What a list is narrowed to; null narrows nothing. */
  record Filter(FileState state, Long run, String prefix, Long before) {}

  /** An announcement with its first state. */
  record NewFile(Announcement announcement, FileState state, String reason) {}

  /** A file that was inserted. */
  public record Inserted(long id, String url, Instant seenAt) {}

  /** Why a file is in its state, or was. */
  public record Event(Instant at, FileState state, String reason) {}

  /** What was announced later and contradicts. */
  public record Conflict(long fileId, Long size, String adler32, String source, Instant at) {}

  /** A workflow that a file started. */
  public record Started(long fileId, long workflowId) {}

  /** A file whose state has just changed. */
  public record Moved(long id, FileState state, String reason, Instant seenAt, Instant settledAt) {}

  private final Jdbi jdbi;

  FileStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Inserts those whose URL is not known. The order keeps two batches from waiting crosswise. */
  List<Inserted> insert(List<NewFile> files, String source) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into file (url, name, run, subrun, stream, detector, size, adler32, metadata, state, reason,
                                      source, settled_at)
                    select url, name, run, subrun, stream, detector, size, adler32, cast(metadata as jsonb), state, reason,
                           :source, case when state = 'SELECTED' then null else now() end
                    from unnest(:urls, :names, :runs, :subruns, :streams, :detectors, :sizes, :sums, :metadata, :states,
                                :reasons)
                      as n (url, name, run, subrun, stream, detector, size, adler32, metadata, state, reason)
                    order by url
                    on conflict (url) do nothing
                    returning id, url, seen_at
                    """)
                .bindArray("urls", String.class, map(files, f -> f.announcement().url()))
                .bindArray("names", String.class, map(files, f -> f.announcement().name()))
                .bindArray("runs", Long.class, map(files, f -> f.announcement().run()))
                .bindArray("subruns", Integer.class, map(files, f -> f.announcement().subrun()))
                .bindArray("streams", String.class, map(files, f -> f.announcement().stream()))
                .bindArray("detectors", String.class, map(files, f -> f.announcement().detector()))
                .bindArray("sizes", Long.class, map(files, f -> f.announcement().size()))
                .bindArray("sums", String.class, map(files, f -> f.announcement().adler32()))
                .bindArray("metadata", String.class, map(files, f -> f.announcement().metadata()))
                .bindArray("states", String.class, map(files, f -> f.state().name()))
                .bindArray("reasons", String.class, map(files, NewFile::reason))
                .bind("source", source)
                .mapTo(Inserted.class)
                .list());
  }

  private static <T, R> List<R> map(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  List<File> byUrl(Collection<String> urls) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where url = any(:urls)")
                .bindArray("urls", String.class, urls)
                .mapTo(File.class)
                .list());
  }

  Optional<File> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where id = :id")
                .bind("id", id)
                .mapTo(File.class)
                .findOne());
  }

  /** The newest first, one more than the limit when there are more. */
  List<File> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where id < :before");
    if (filter.state() != null) {
      where.append(" and state = :state");
    }
    if (filter.run() != null) {
      where.append(" and run = :run");
    }
    if (filter.prefix() != null) {
      where.append(" and name like :prefix");
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + where + " order by id desc limit :limit + 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                .bind("state", filter.state())
                .bind("run", filter.run())
                .bind("prefix", like(filter.prefix()))
                .bind("limit", limit)
                .mapTo(File.class)
                .list());
  }

  private static String like(String prefix) {
    return prefix == null ? null : prefix.replaceAll("([\\\\%_])", "\\\\$1") + "%";
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
                .bindArray("states", String.class, map(states, FileState::name))
                .bindArray("reasons", String.class, reasons)
                .execute());
  }

  List<Event> history(long file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select at, state, reason from file_event where file_id = :file order by id")
                .bind("file", file)
                .mapTo(Event.class)
                .list());
  }

  /** Keeps each other size or checksum of a file once. */
  void addConflicts(List<Long> files, List<Announcement> others, String source) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into file_conflict (file_id, size, adler32, source)
                    select distinct file_id, coalesce(size, -1), coalesce(adler32, ''), :source
                    from unnest(:files, :sizes, :sums) as c (file_id, size, adler32)
                    order by 1, 2, 3
                    on conflict do nothing
                    """)
                .bindArray("files", Long.class, files)
                .bindArray("sizes", Long.class, map(others, Announcement::size))
                .bindArray("sums", String.class, map(others, Announcement::adler32))
                .bind("source", source)
                .execute());
  }

  List<Conflict> conflicts(Collection<Long> files) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select file_id, nullif(size, -1) size, nullif(adler32, '') adler32, source, at
                    from file_conflict where file_id = any(:files) order by at
                    """)
                .bindArray("files", Long.class, files)
                .mapTo(Conflict.class)
                .list());
  }

  List<Started> workflows(Collection<Long> files) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select file_id, id workflow_id from workflow where file_id = any(:files) order by id")
                .bindArray("files", Long.class, files)
                .mapTo(Started.class)
                .list());
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
                .bindArray("reasons", String.class, map(ids, broken::get))
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
