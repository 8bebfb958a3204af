package org.p3s.bench.load;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.p3s.bench.Stage;

/**
 * Fills the database with copies of {@link Originals}, before a server starts on it. This is the
 * one place that knows how ids hang together: job.id = workflow.id * 4096 + vertex.
 */
public final class Rows {

  private static final String COLUMNS =
      """
      select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns
      where table_schema = 'public' and table_name = '%s' and is_generated = 'NEVER'
      """;

  private final Stage stage;
  private final List<String> tables;

  private Rows(Stage stage, List<String> tables) {
    this.stage = stage;
    this.tables = tables;
  }

  /** Workflows with their jobs. */
  public static Rows of(Stage stage) {
    return new Rows(stage, List.of("workflow", "job"));
  }

  /** Workflows with their jobs and attempts. */
  public static Rows withAttempts(Stage stage) {
    return new Rows(stage, Originals.TABLES);
  }

  /**
   * Adds copies.
   *
   * @param kind of the originals; those of several places take turns
   * @param jobColumns SQL for columns of jobs that are to differ, over {@code n}, 0 for the first
   * @return the id of the first workflow; the others follow without gaps
   */
  public long add(String kind, int count, Map<String, String> jobColumns) {
    long first = stage.number("select coalesce(max(id), 0) + 1 from workflow");
    for (String table : tables) {
      String idColumn = table.equals("attempt") ? "job_id" : "id";
      String id =
          table.equals("workflow")
              ? first + " + n"
              : "(%d + n) * 4096 + o.%s %% 4096".formatted(first, idColumn);
      Map<String, String> changes = table.equals("job") ? jobColumns : Map.of();
      stage.execute(copy(table, idColumn, id, kind, count, changes));
    }
    return first;
  }

  /** Lets the server's own ids follow, and gives the planner what it goes by. */
  public void settle() {
    stage.execute(
        "select setval(pg_get_serial_sequence('workflow', 'id'), (select max(id) from workflow))");
    stage.execute("vacuum analyze");
  }

  private String copy(
      String table,
      String idColumn,
      String id,
      String kind,
      int count,
      Map<String, String> changes) {
    StringJoiner values = new StringJoiner(", ");
    String columns = columns(table);
    for (String column : columns.split(",")) {
      values.add(column.equals(idColumn) ? id : changes.getOrDefault(column, value(column)));
    }
    String source = "bench_" + table;
    return """
        insert into %s (%s) overriding system value select %s
        from generate_series(0::bigint, %d) n
        join %s o on o.kind = '%s' and o.place = n %% (select max(place) + 1 from %s where kind = '%s')
        order by n
        """
        .formatted(table, columns, values, count - 1, source, kind, source, kind);
  }

  /** Times are moved so that nothing looks old. */
  private static String value(String column) {
    return switch (column) {
      case "created_at" -> "now()";
      case "ready_at", "started_at" ->
          "case when o.%1$s is not null then now() end".formatted(column);
      default -> "o." + column;
    };
  }

  private String columns(String table) {
    return stage.text(COLUMNS.formatted(table));
  }
}
