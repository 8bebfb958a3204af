package org.p3s.server.web.file;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** What pages show of files. */
@ApplicationScoped
public class Files {

  /** A rare state is looked for in this many files at a time, so that no page takes long. */
  private static final int WINDOW = 20_000;

  private static final String COLUMNS =
      "f.id, f.url, f.name, f.run, f.subrun, f.stream, f.size, f.adler32, f.metadata, f.state, f.reason,"
          + " f.source, f.seen_at, f.settled_at";

  /** What a list is narrowed to; null narrows nothing. */
  public record Filter(Long run, String state, String name, Long before) {}

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
      String state,
      String reason,
      String source,
      Instant seenAt,
      Instant settledAt) {}

  /** A workflow that a file started. */
  public record Started(long fileId, long id, String name, String state) {}

  /** A file of a list, with the workflows that it started. */
  public record Line(DataFile file, List<Started> workflows) {}

  /**
   * A page of a list.
   *
   * @param next the cursor of the following page, null on the last one
   * @param looked how many files were looked at, 0 when all that were asked for
   */
  public record Found(List<Line> lines, Long next, int looked) {}

  /** A state that a file took. */
  public record Event(Instant at, String state, String reason) {}

  /** Another size or checksum that was announced for the same URL. */
  public record Conflict(Long size, String adler32, String source, Instant at) {}

  private final Jdbi jdbi;

  public Files(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The newest first. */
  public Found list(Filter filter, int limit) {
    List<DataFile> found = filter.name() == null ? recent(filter, limit) : named(filter, limit);
    boolean full = found.size() > limit;
    List<DataFile> page = full ? found.subList(0, limit) : found;
    Long window = full || filter.state() == null ? null : windowEnd(filter);
    Long next = full ? Long.valueOf(page.get(limit - 1).id()) : window;
    return new Found(withWorkflows(page), next, window == null ? 0 : WINDOW);
  }

  private List<DataFile> recent(Filter filter, int limit) {
    String run = filter.run() == null ? "" : " and run = :run";
    String state = filter.state() == null ? "" : " where state = :state";
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + " from (select * from file where id < :before"
                        + run
                        + " order by id desc limit :window) f"
                        + state
                        + " order by id desc limit :limit + 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", before(filter))
                .bind("run", filter.run())
                .bind("state", filter.state())
                .bind("window", filter.state() == null ? limit + 1 : WINDOW)
                .bind("limit", limit)
                .mapTo(DataFile.class)
                .list());
  }

  private List<DataFile> named(Filter filter, int limit) {
    String run = filter.run() == null ? "" : " and run = :run";
    String state = filter.state() == null ? "" : " and state = :state";
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + " from file f where name = :name and id < :before"
                        + run
                        + state
                        + " order by id desc limit :limit + 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("name", filter.name())
                .bind("before", before(filter))
                .bind("run", filter.run())
                .bind("state", filter.state())
                .bind("limit", limit)
                .mapTo(DataFile.class)
                .list());
  }

  /** The last file that was looked at, null when there are none before it. */
  private Long windowEnd(Filter filter) {
    if (filter.name() != null) {
      return null;
    }
    String run = filter.run() == null ? "" : " and run = :run";
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id from file where id < :before"
                        + run
                        + " order by id desc offset :window - 1 limit 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", before(filter))
                .bind("run", filter.run())
                .bind("window", WINDOW)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
  }

  private static long before(Filter filter) {
    return filter.before() == null ? Long.MAX_VALUE : filter.before();
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
                .bindArray("files", Long.class, files)
                .mapTo(Started.class)
                .list());
  }

  Optional<DataFile> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select " + COLUMNS + " from file f where id = :id")
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
