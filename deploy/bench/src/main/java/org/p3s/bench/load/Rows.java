package org.p3s.bench.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.p3s.bench.Stage;

/**
 * Fills the database with copies of {@link Originals}, before a server starts on it. This is the
 * one place that knows how ids hang together: job.id = workflow.id * 4096 + vertex.
 */
public final class Rows {

  /** The column of jobs by which those of one priority are ordered: a time. */
  public static final String DUE = "due";

  /** The column of jobs that says which of them are ordered among each other. */
  public static final String LINE = "lane_id";

  private static final String COLUMNS =
      """
      select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns
      where table_schema = 'public' and table_name = '%s' and is_generated = 'NEVER'
      """;

  /** Those that hold no constraint up. */
  private static final String INDEXES =
      """
      select %s from pg_index
      join pg_class own on own.oid = indexrelid join pg_class of on of.oid = indrelid
      where of.relname in ('workflow', 'job', 'attempt') and of.relnamespace = 'public'::regnamespace
        and not own.relispartition
        and not exists (select 1 from pg_constraint where conindid = indexrelid)
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
    return add(kind, count, Map.of(), jobColumns);
  }

  /**
   * Adds copies of workflows that must be done in time.
   *
   * @param due SQL for when, over {@code n}
   */
  public long addDue(String kind, int count, String due) {
    return add(kind, count, Map.of("deadline", due), Map.of(DUE, due));
  }

  private long add(
      String kind, int count, Map<String, String> workflowColumns, Map<String, String> jobColumns) {
    long first = firstFree();
    inserts(first, kind, count, workflowColumns, jobColumns).forEach(stage::execute);
    return first;
  }

  /** The same for millions: foreign keys are not looked up, and indexes made afterwards. */
  public void addMany(String kind, int count) {
    List<String> script = new ArrayList<>();
    script.add("set local session_replication_role = replica");
    script.add("set local maintenance_work_mem = '512MB'");
    List<String> names = stage.texts(INDEXES.formatted("indexrelid::regclass"));
    // as it stands the definition of a partitioned table's index leaves the partitions out
    List<String> definitions =
        stage.texts(INDEXES.formatted("replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')"));
    names.forEach(index -> script.add("drop index " + index));
    script.addAll(inserts(firstFree(), kind, count, Map.of(), Map.of()));
    script.addAll(definitions);
    // one by one in one transaction
    stage.execute(String.join(";\n", script));
  }

  private long firstFree() {
    return stage.number("select coalesce(max(id), 0) + 1 from workflow");
  }

  private List<String> inserts(
      long first,
      String kind,
      int count,
      Map<String, String> workflowColumns,
      Map<String, String> jobColumns) {
    Map<String, Map<String, String>> columns =
        Map.of("workflow", workflowColumns, "job", jobColumns, "attempt", Map.of());
    List<String> inserts = new ArrayList<>();
    for (String table : tables) {
      String idColumn = table.equals("attempt") ? "job_id" : "id";
      String id =
          table.equals("workflow")
              ? first + " + n"
              : "(%d + n) * 4096 + o.%s %% 4096".formatted(first, idColumn);
      Map<String, String> changes = new HashMap<>(columns.get(table));
      changes.put(idColumn, id);
      inserts.add(copy(table, kind, count, changes));
    }
    return inserts;
  }

  /** Lets the server's own ids follow, and gives the planner what it goes by. */
  public void settle() {
    stage.execute("select setval('workflow_id', (select max(id) from workflow))");
    stage.execute("vacuum analyze");
  }

  private String copy(String table, String kind, int count, Map<String, String> changes) {
    String columns = stage.text(COLUMNS.formatted(table));
    StringJoiner values = new StringJoiner(", ");
    for (String column : columns.split(",")) {
      values.add(changes.getOrDefault(column, value(column)));
    }
    return """
        insert into %1$s (%2$s) overriding system value select %3$s
        from generate_series(0::bigint, %4$d) n
        join bench_%1$s o on o.kind = '%5$s'
          and o.place = n %% (select max(place) + 1 from bench_%1$s where kind = '%5$s')
        """
        .formatted(table, columns, values, count - 1, kind);
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
}
