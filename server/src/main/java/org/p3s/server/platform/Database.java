package org.p3s.server.platform;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

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
    jdbi.registerArrayType(Long.class, "bigint")
        .registerArrayType(Integer.class, "int")
        .registerArrayType(Boolean.class, "boolean")
        .registerArrayType(Double.class, "double precision")
        .registerArrayType(String.class, "text");
    jdbi.registerColumnMapper(
        Duration.class, (row, column, context) -> duration(row.getString(column)));
    return jdbi.registerRowMapper(new Records());
  }

  /** Intervals are read in ISO 8601, which is what each connection asks for. */
  private static Duration duration(String text) {
    return text == null ? null : Duration.parse(text);
  }

  private static final class Records implements RowMapperFactory {
    @Override
    public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
      return type instanceof Class<?> raw && raw.isRecord()
          ? Optional.of(ConstructorMapper.of(raw))
          : Optional.empty();
    }
  }
}
