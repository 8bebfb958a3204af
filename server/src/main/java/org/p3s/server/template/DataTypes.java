package org.p3s.server.template;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Edge;

/** The data types that edges may name. */
@ApplicationScoped
public class DataTypes {

  private static final long BELIEVED = TimeUnit.SECONDS.toNanos(1);

  private record Known(Map<String, String> extensions, long readAt) {}

  private final Jdbi jdbi;
  private volatile Known known;

  public DataTypes(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Transactional
  public List<DataType> list() {
    return DataType.list("order by name");
  }

  /** Extension by name of the type; what another server changed may show a second later. */
  public Map<String, String> extensions() {
    Known now = known;
    if (now == null || System.nanoTime() - now.readAt() > BELIEVED) {
      now = new Known(read(), System.nanoTime());
      known = now;
    }
    return now.extensions();
  }

  /** Those that a graph names and nobody registered, or took away since. */
  public List<String> unknown(Dag dag) {
    Map<String, String> known = extensions();
    return dag.edges().stream()
        .map(Edge::dataType)
        .filter(type -> !type.isEmpty() && !known.containsKey(type))
        .distinct()
        .toList();
  }

  private Map<String, String> read() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select name, ext from data_type")
                .reduceRows(
                    new HashMap<String, String>(),
                    (all, row) -> {
                      all.put(
                          row.getColumn("name", String.class), row.getColumn("ext", String.class));
                      return all;
                    }));
  }

  /** Takes a type away; templates that name it stay as they are. False when there was none. */
  @Transactional
  public boolean delete(String name) {
    boolean was = DataType.deleteById(name);
    known = null;
    return was;
  }

  /** Adds a type or changes its extension and comment; true when it is new. */
  @Transactional
  public boolean put(String name, String ext, String comment) {
    DataType type = DataType.findById(name);
    boolean isNew = type == null;
    if (isNew) {
      type = new DataType();
      type.name = name;
    }
    type.ext = ext;
    type.comment = comment;
    type.persist();
    known = null;
    return isNew;
  }
}
