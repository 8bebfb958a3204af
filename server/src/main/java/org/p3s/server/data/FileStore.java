package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
}
