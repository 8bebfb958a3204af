package org.p3s.server.legacy;

import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/** Rows of tables that only old clients know, whose columns are the fields that they expect. */
final class Rows {

  private Rows() {}

  /**
   * What a query finds, in the order of its columns.
   *
   * @param key the column that is the key, and therefore none of the fields
   */
  static List<Serialized> of(String model, String key, Query query) {
    return query.mapToMap().stream().map(row -> row(model, key, row)).toList();
  }

  private static Serialized row(String model, String key, Map<String, Object> row) {
    Map<String, Object> fields = new LinkedHashMap<>(row);
    Object pk = fields.remove(key);
    fields.replaceAll(
        (name, value) ->
            value instanceof Timestamp time ? Serialized.time(time.toInstant()) : value);
    return new Serialized(model, pk, fields);
  }
}
