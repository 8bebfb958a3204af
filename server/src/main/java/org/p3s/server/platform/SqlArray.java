package org.p3s.server.platform;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A column of values as one parameter of a statement. Jdbi has {@code bindArray} for it, but works
 * out the type of the list anew each time, which costs more than a small statement itself.
 */
public final class SqlArray implements Argument {

  private final String type;
  private final Object[] values;

  private SqlArray(String type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  public static SqlArray longs(Collection<Long> values) {
    return new SqlArray("int8", values.toArray(Long[]::new));
  }

  public static <T> SqlArray longs(Collection<T> rows, Function<T, Long> column) {
    return longs(rows.stream().map(column).toList());
  }

  public static SqlArray ints(Collection<Integer> values) {
    return new SqlArray("int4", values.toArray(Integer[]::new));
  }

  public static <T> SqlArray ints(Collection<T> rows, Function<T, Integer> column) {
    return ints(rows.stream().map(column).toList());
  }

  public static SqlArray doubles(Collection<Double> values) {
    return new SqlArray("float8", values.toArray(Double[]::new));
  }

  public static <T> SqlArray doubles(Collection<T> rows, Function<T, Double> column) {
    return doubles(rows.stream().map(column).toList());
  }

  public static SqlArray booleans(Collection<Boolean> values) {
    return new SqlArray("bool", values.toArray(Boolean[]::new));
  }

  public static <T> SqlArray booleans(Collection<T> rows, Function<T, Boolean> column) {
    return booleans(rows.stream().map(column).toList());
  }

  public static SqlArray texts(Collection<String> values) {
    return new SqlArray("text", values.toArray(String[]::new));
  }

  public static <T> SqlArray texts(Collection<T> rows, Function<T, String> column) {
    return texts(rows.stream().map(column).toList());
  }

  @Override
  public void apply(int position, PreparedStatement statement, StatementContext context)
      throws SQLException {
    statement.setArray(position, statement.getConnection().createArrayOf(type, values));
  }
}
