package org.p3s.server.platform;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * SQL for the hot paths: Jdbi on the application's datasource.
 *
 * <p>A handle that is opened inside a JTA transaction takes part in it, so {@code @Transactional}
 * is the only way in which p3s delimits transactions. Records are mapped by column name.
 */
public final class Database {

  private Database() {}

  @Produces
  @Singleton
  static Jdbi jdbi(AgroalDataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    jdbi.registerColumnMapper(
        Duration.class, (row, column, context) -> duration(row.getString(column)));
    return jdbi.registerRowMapper(new Records());
  }

  /** Intervals are read in ISO 8601, which is what each connection asks for. */
  private static Duration duration(String text) {
    return text == null ? null : Duration.parse(text);
  }

  private static final class Records implements RowMapperFactory {

    private final Map<Class<?>, RowMapper<?>> known = new ConcurrentHashMap<>();

    @Override
    public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
      return type instanceof Class<?> raw && raw.isRecord()
          ? Optional.of(known.computeIfAbsent(raw, each -> new OneRecord<>(each)))
          : Optional.empty();
    }
  }

  /**
   * Remembers which column is which part of a record, which takes longer to find out than to read a
   * row.
   */
  private static final class OneRecord<T> implements RowMapper<T> {

    private final RowMapper<T> mapper;
    private final Map<List<String>, RowMapper<T>> byColumns = new ConcurrentHashMap<>();

    OneRecord(Class<T> type) {
      mapper = ConstructorMapper.of(type);
    }

    @Override
    public T map(ResultSet row, StatementContext context) throws SQLException {
      return specialize(row, context).map(row, context);
    }

    @Override
    public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnLabel(i));
      }
      RowMapper<T> known = byColumns.get(names);
      if (known == null) {
        known = mapper.specialize(rows, context);
        byColumns.put(names, known);
      }
      return known;
    }
  }
}
