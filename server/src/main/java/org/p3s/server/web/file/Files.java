package org.p3s.server.web.file;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.p3s.server.data.NamePrefix;
import org.p3s.server.platform.Listing;

/** What pages show of files. */
@ApplicationScoped
public class Files {

  private static final String SELECT =
      """
      select id, url, name, run, subrun, stream, size, adler32, metadata, written_at, buffer, state, cause,
             reason, source, seen_at, settled_at
      from file
      """;

  /** What a list is narrowed to; null narrows nothing. The name is how names begin. */
  public record Filter(Long run, String state, String cause, String name, Long before) {

    /** All files of a run. */
    public static Filter ofRun(long run) {
      return new Filter(run, null, null, null, null);
    }
  }

  /** A file; null for what is not known of it. */
  public record DataFile(
      long id,
      String url,
      String name,
      Long run,
      Integer subrun,
      String stream,
      Long size,
      String adler32,
      String metadata,
      Instant writtenAt,
      String buffer,
      String state,
      String cause,
      String reason,
      String source,
      Instant seenAt,
      Instant settledAt) {}

  /** A workflow that a file started. */
  public record Started(long fileId, long id, String name, String state) {}

  /** A file of a list, with the workflows that it started. */
  public record Line(DataFile file, List<Started> workflows) {}

  /** A state that a file took. */
  public record Event(Instant at, String state, String reason) {}

  /** Another size or checksum that was announced for the same URL. */
  public record Conflict(Long size, String adler32, String source, Instant at) {}

  /**
   * A trigger that holds files, or would.
   *
   * @param isPaused false while it is being resumed
   */
  public record Holder(String name, boolean isPaused, long files) {}

  private final Jdbi jdbi;

  public Files(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The newest first. */
  public Listing<Line> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where id < :before");
    if (filter.run() != null) {
      where.append(" and run = :run");
    }
    if (filter.state() != null) {
      where.append(" and state = :state");
    }
    if (filter.cause() != null) {
      where.append(" and cause = :cause");
    }
    NamePrefix names = NamePrefix.of(filter.name(), jdbi);
    where.append(names.condition());
    List<DataFile> found =
        jdbi.withHandle(
            handle ->
                names
                    .bind(handle.createQuery(SELECT + where + " order by id desc limit :limit + 1"))
                    .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                    .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                    .bind("run", filter.run())
                    .bind("state", filter.state())
                    .bind("cause", filter.cause())
                    .bind("limit", limit)
                    .mapTo(DataFile.class)
                    .list());
    Listing<DataFile> page = Listing.of(found, limit, DataFile::id);
    return new Listing<>(withWorkflows(page.items()), page.next());
  }

  /** Triggers that are paused, and those that have not been resumed to the end. */
  List<Holder> holders() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name, paused_at is not null is_paused,
                           (select count(*) from missed where trigger_id = trigger.id) files
                    from trigger
                    where deleted_at is null and (paused_at is not null or resume is not null) order by name
                    """)
                .mapTo(Holder.class)
                .list());
  }

  private List<Line> withWorkflows(List<DataFile> files) {
    Map<Long, List<Started>> workflows =
        workflows(files.stream().map(DataFile::id).toList()).stream()
            .collect(Collectors.groupingBy(Started::fileId));
    List<Line> lines = new ArrayList<>();
    files.forEach(each -> lines.add(new Line(each, workflows.getOrDefault(each.id(), List.of()))));
    return lines;
  }

  /** Workflows that these files started. */
  public List<Started> workflows(List<Long> files) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select file_id, id, name, state from workflow where file_id = any(:files)
                    order by id limit 1000
                    """)
                .bind("files", longs(files))
                .mapTo(Started.class)
                .list());
  }

  Optional<DataFile> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where id = :id")
                .bind("id", id)
                .mapTo(DataFile.class)
                .findOne());
  }

  List<Event> history(long file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select at, state, reason from file_event where file_id = :file order by id limit 200
                    """)
                .bind("file", file)
                .mapTo(Event.class)
                .list());
  }

  List<Conflict> conflicts(long file) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select nullif(size, -1) size, adler32, source, at from file_conflict
                    where file_id = :file order by at limit 100
                    """)
                .bind("file", file)
                .mapTo(Conflict.class)
                .list());
  }
}
