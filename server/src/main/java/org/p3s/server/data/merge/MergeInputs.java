package org.p3s.server.data.merge;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.workflow.Outputs;

/** What a workflow that merges a run reads. */
@ApplicationScoped
class MergeInputs {

  /** Files at a time: whole runs need not be in memory. */
  static final int PAGE = 500;

  /** A file as it is stored; public because Jdbi fills it. */
  public record Row(
      long id,
      String name,
      String url,
      Long size,
      String adler32,
      Long run,
      Integer subrun,
      String stream) {}

  /** A workflow that a file started; public because Jdbi fills it. */
  public record Started(long fileId, long workflowId) {}

  /**
   * A file that is merged, with what its own workflows made of it.
   *
   * @param size in bytes, null when not known
   */
  public record Line(
      long id,
      String name,
      String url,
      Long size,
      String adler32,
      Long run,
      Integer subrun,
      String stream,
      List<Outputs.Output> outputs) {}

  private final Jdbi jdbi;
  private final Outputs outputs;

  MergeInputs(Jdbi jdbi, Outputs outputs) {
    this.jdbi = jdbi;
    this.outputs = outputs;
  }

  boolean isMerge(long workflow) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select exists (select from workflow where id = :id and spec -> 'merge' is not null)")
                .bind("id", workflow)
                .mapTo(Boolean.class)
                .one());
  }

  /** The next files by id, {@value #PAGE} at most; fewer when there are no more. */
  List<Line> after(long workflow, long file) {
    List<Row> rows = rows(workflow, file);
    Map<Long, List<Long>> started =
        started(rows.stream().map(Row::id).toList()).stream()
            .collect(
                Collectors.groupingBy(
                    Started::fileId, Collectors.mapping(Started::workflowId, Collectors.toList())));
    Map<Long, List<Outputs.Output>> made =
        outputs.of(started.values().stream().flatMap(List::stream).toList());
    return rows.stream()
        .map(row -> line(row, started.getOrDefault(row.id(), List.of()), made))
        .toList();
  }

  private static Line line(Row row, List<Long> workflows, Map<Long, List<Outputs.Output>> made) {
    return new Line(
        row.id(),
        row.name(),
        row.url(),
        row.size(),
        row.adler32(),
        row.run(),
        row.subrun(),
        row.stream(),
        workflows.stream().flatMap(id -> made.getOrDefault(id, List.of()).stream()).toList());
  }

  private List<Row> rows(long workflow, long after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select f.id, f.name, f.url, f.size, f.adler32, f.run, f.subrun, f.stream
                    from workflow w
                    join merge_input i on i.trigger_id = w.trigger_id and i.run = w.run
                    join file f on f.id = i.file_id
                    where w.id = :workflow and i.file_id > :after and i.merged_by between 1 and w.id
                    order by i.file_id limit :limit
                    """)
                .bind("workflow", workflow)
                .bind("after", after)
                .bind("limit", PAGE)
                .mapTo(Row.class)
                .list());
  }

  private List<Started> started(List<Long> files) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select file_id, id workflow_id from workflow
                    where file_id = any(:files) and state = 'FINISHED' order by id
                    """)
                .bind("files", longs(files))
                .mapTo(Started.class)
                .list());
  }
}
