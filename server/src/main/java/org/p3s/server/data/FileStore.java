package org.p3s.server.data;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The SQL of files; takes many at once. Its records are public because Jdbi fills them. */
@ApplicationScoped
class FileStore {

  private static final String SELECT =
      """
      select id, url, name, run, subrun, stream, detector, size, adler32, metadata, written_at, buffer, state,
             cause, reason, source, workflows_left, seen_at, settled_at
      from file
      """;

  /** What a list is narrowed to; null narrows nothing. */
  record Filter(FileState state, FileCause cause, Long run, String prefix, Long before) {}

  /**
   * An announcement with its first state.
   *
   * @param cause null unless it ends at once and is not PROCESSED
   * @param running workflows of it that have not ended
   * @param failures workflows of it that could not be made
   */
  record NewFile(
      Announcement announcement,
      String source,
      FileState state,
      FileCause cause,
      String reason,
      int running,
      int failures) {

    /** One that starts nothing. */
    static NewFile over(Announcement file, String source, FileCause cause, String reason) {
      return new NewFile(file, source, cause.state(), cause, reason, 0, 0);
    }

    /** One that is stored already. */
    static NewFile known(Announcement file, String source) {
      return new NewFile(file, source, FileState.SEEN, null, "", 0, 0);
    }
  }

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
  List<Inserted> insert(List<NewFile> files) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into file (url, name, run, subrun, stream, detector, size, adler32, metadata, written_at, buffer,
                                      state, cause, reason, source, workflows_left, failures, settled_at)
                    select url, name, run, subrun, stream, detector, size, adler32, cast(metadata as jsonb),
                           cast(written as timestamptz), buffer, state, cause, reason, source, running, failures,
                           case when state in ('SEEN', 'SELECTED') then null else now() end
                    from unnest(:urls, :names, :runs, :subruns, :streams, :detectors, :sizes, :sums, :metadata, :written,
                                :buffers, :states, :causes, :reasons, :sources, :running, :failures)
                      as n (url, name, run, subrun, stream, detector, size, adler32, metadata, written, buffer, state,
                            cause, reason, source, running, failures)
                    order by url
                    on conflict (url) do nothing
                    returning id, url, seen_at
                    """)
                .bind("urls", texts(files, f -> f.announcement().url()))
                .bind("names", texts(files, f -> f.announcement().name()))
                .bind("runs", longs(files, f -> f.announcement().run()))
                .bind("subruns", ints(files, f -> f.announcement().subrun()))
                .bind("streams", texts(files, f -> f.announcement().stream()))
                .bind("detectors", texts(files, f -> f.announcement().detector()))
                .bind("sizes", longs(files, f -> f.announcement().size()))
                .bind("sums", texts(files, f -> f.announcement().adler32()))
                .bind("metadata", texts(files, f -> f.announcement().metadata()))
                .bind("written", texts(files, f -> text(f.announcement().writtenAt())))
                .bind("buffers", texts(files, f -> f.announcement().buffer()))
                .bind("states", texts(files, f -> f.state().name()))
                .bind("causes", texts(files, f -> text(f.cause())))
                .bind("reasons", texts(files, NewFile::reason))
                .bind("sources", texts(files, NewFile::source))
                .bind("running", ints(files, NewFile::running))
                .bind("failures", ints(files, NewFile::failures))
                .mapTo(Inserted.class)
                .list());
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** Which of these URLs are known. */
  Set<String> known(Collection<String> urls) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select url from file where url = any(:urls)")
                .bind("urls", texts(urls))
                .mapTo(String.class)
                .set());
  }

  /** Locks files against changes by others. */
  List<File> lock(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where id = any(:ids) order by id for update")
                .bind("ids", longs(ids))
                .mapTo(File.class)
                .list());
  }

  List<File> byUrl(Collection<String> urls) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where url = any(:urls)")
                .bind("urls", texts(urls))
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
    if (filter.cause() != null) {
      where.append(" and cause = :cause");
    }
    if (filter.run() != null) {
      where.append(" and run = :run");
    }
    NamePrefix names = NamePrefix.of(filter.prefix(), jdbi);
    where.append(names.condition());
    return jdbi.withHandle(
        handle ->
            names
                .bind(handle.createQuery(SELECT + where + " order by id desc limit :limit + 1"))
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                .bind("state", filter.state())
                .bind("cause", filter.cause())
                .bind("run", filter.run())
                .bind("limit", limit)
                .mapTo(File.class)
                .list());
  }

  /** What became of a file, the first thing first. */
  List<Event> history(long file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select at, state, reason from (
                      select seen_at at, 'SEEN' state, 'announced by ' || source reason, -1 place
                      from file where id = :file
                      union all
                      select at, state, reason, id from file_event where file_id = :file
                      union all
                      select changed_at, state, reason, 9223372036854775807 from file where id = :file) step
                    order by place
                    """)
                .bind("file", file)
                .mapTo(Event.class)
                .list());
  }

  /** Keeps each other size or checksum of a file once. */
  void addConflicts(List<Long> files, List<NewFile> others) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into file_conflict (file_id, size, adler32, source)
                    select distinct on (1, 2, 3) file_id, coalesce(size, -1), coalesce(adler32, ''), source
                    from unnest(:files, :sizes, :sums, :sources) as c (file_id, size, adler32, source)
                    order by 1, 2, 3
                    on conflict do nothing
                    """)
                .bind("files", longs(files))
                .bind("sizes", longs(others, o -> o.announcement().size()))
                .bind("sums", texts(others, o -> o.announcement().adler32()))
                .bind("sources", texts(others, NewFile::source))
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
                .bind("files", longs(files))
                .mapTo(Conflict.class)
                .list());
  }

  /** Ids of the workflows that these files started, by URL. */
  Map<String, List<Long>> workflowsByUrl(Collection<File> files) {
    Map<Long, String> urls = files.stream().collect(Collectors.toMap(File::id, File::url));
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select file_id, id workflow_id from workflow where file_id = any(:files) order by id")
                    .bind("files", longs(urls.keySet()))
                    .mapTo(Started.class)
                    .list())
        .stream()
        .collect(
            Collectors.groupingBy(
                each -> urls.get(each.fileId()),
                Collectors.mapping(Started::workflowId, Collectors.toList())));
  }
}
