package org.p3s.server.dqm;

import static org.p3s.server.platform.SqlArray.doubles;
import static org.p3s.server.platform.SqlArray.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.p3s.protocol.Json;
import org.p3s.server.dqm.ResultsRequest.Histogram;
import org.p3s.server.dqm.ResultsRequest.Metric;
import org.p3s.server.dqm.ResultsRequest.Plot;

/**
 * The SQL of results. Of each name a run has one newest; what the same attempt posted before under
 * the same name is replaced. Its records are public because Jdbi fills them.
 */
@ApplicationScoped
class ResultStore {

  /** What a plot was announced with before its bytes came. */
  public record Named(String name, String title, String category, String help) {}

  private final Jdbi jdbi;
  private final Versions versions;

  ResultStore(Jdbi jdbi, Versions versions) {
    this.jdbi = jdbi;
    this.versions = versions;
  }

  /** Returns the ids of the new rows. */
  List<Long> addMetrics(Origin origin, List<Metric> metrics) {
    List<String> names = map(metrics, Metric::name);
    List<String> elements = map(metrics, each -> orEmpty(each.element()));
    return jdbi.withHandle(
        handle -> {
          versions.makeWay(handle, "metric", origin, names, elements);
          return bind(
                  handle.createUpdate(
                      """
                      insert into metric (run, file_id, job_id, attempt, at, name, element, unit, value, error, min, max)
                      select :run, :file, :job, :attempt, :at, *
                      from unnest(:names, :elements, :units, :values, :errors, :mins, :maxs)
                      """),
                  origin)
              .bind("names", texts(names))
              .bind("elements", texts(elements))
              .bind("units", texts(metrics, each -> orEmpty(each.unit())))
              .bind("values", doubles(metrics, Metric::value))
              .bind("errors", doubles(metrics, Metric::error))
              .bind("mins", doubles(metrics, Metric::min))
              .bind("maxs", doubles(metrics, Metric::max))
              .executeAndReturnGeneratedKeys("id")
              .mapTo(Long.class)
              .list();
        });
  }

  void addHistograms(Origin origin, List<Histogram> histograms) {
    List<String> names = map(histograms, Histogram::name);
    List<String> elements = map(histograms, each -> orEmpty(each.element()));
    jdbi.useHandle(
        handle -> {
          versions.makeWay(handle, "histogram", origin, names, elements);
          bind(
                  handle.createUpdate(
                      """
                      insert into histogram (run, file_id, job_id, attempt, at, name, element, title, category, unit, body)
                      select :run, :file, :job, :attempt, :at, name, element, title, category, unit, cast(body as jsonb)
                      from unnest(:names, :elements, :titles, :categories, :units, :bodies)
                        as n (name, element, title, category, unit, body)
                      """),
                  origin)
              .bind("names", texts(names))
              .bind("elements", texts(elements))
              .bind("titles", texts(histograms, h -> or(h.title(), h.name())))
              .bind("categories", texts(histograms, h -> orEmpty(h.category())))
              .bind("units", texts(histograms, h -> orEmpty(h.unit())))
              .bind("bodies", texts(histograms, ResultStore::body))
              .execute();
        });
  }

  /**
   * Plots with their bytes. One that was named before has what it was named with, where it says
   * nothing itself. Returns ids.
   */
  List<Long> addPlots(Origin origin, List<Plot> plots) {
    List<String> names = map(plots, Plot::name);
    return jdbi.withHandle(
        handle -> {
          Map<String, Named> named = named(handle, origin.run(), names);
          versions.makeWay(handle, "plot", origin, names, null);
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  insert into plot (run, file_id, job_id, attempt, at, name, title, category, help, media_type, bytes)
                  values (:run, :file, :job, :attempt, :at, :name, :title, :category, :help, :type, :bytes)
                  """);
          for (Plot plot : plots) {
            Named old =
                named.getOrDefault(plot.name(), new Named(plot.name(), plot.name(), "", ""));
            bind(batch, origin)
                .bind("name", plot.name())
                .bind("title", or(plot.title(), old.title()))
                .bind("category", or(plot.category(), old.category()))
                .bind("help", or(plot.help(), old.help()))
                .bind("type", plot.mediaType())
                .bind("bytes", Picture.of(plot.mediaType(), plot.data()).bytes())
                .add();
          }
          return batch.executePreparedBatch("id").mapTo(Long.class).list();
        });
  }

  private static Map<String, Named> named(Handle handle, long run, List<String> names) {
    return handle
        .createQuery(
            """
            select distinct on (name) name, title, category, help from plot
            where run = :run and name = any(:names) and bytes is null order by name, at desc, id desc
            """)
        .bind("run", run)
        .bind("names", texts(names))
        .mapTo(Named.class)
        .collect(Collectors.toMap(Named::name, each -> each));
  }

  /**
   * Names of plots whose bytes will come later. They stand behind those with bytes, and {@link
   * NewestMarks#renew} has to say which are the newest. Returns ids.
   */
  List<Long> namePlots(Origin origin, List<Plot> plots) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createUpdate(
                        """
                        insert into plot (run, file_id, job_id, attempt, at, newest, name, title, category, media_type)
                        select :run, :file, :job, :attempt, :at, false, *
                        from unnest(:names, :titles, :categories, :types)
                        """),
                    origin)
                .bind("names", texts(plots, Plot::name))
                .bind("titles", texts(plots, each -> or(each.title(), each.name())))
                .bind("categories", texts(plots, Plot::category))
                .bind("types", texts(plots, Plot::mediaType))
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .list());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Origin origin) {
    return statement
        .bind("run", origin.run())
        .bindBySqlType("file", origin.fileId(), java.sql.Types.BIGINT)
        .bindBySqlType("job", origin.jobId(), java.sql.Types.BIGINT)
        .bindBySqlType("attempt", origin.attempt(), java.sql.Types.INTEGER)
        .bind("at", origin.at());
  }

  private static String body(Histogram histogram) {
    Map<String, Object> body = new java.util.LinkedHashMap<>();
    body.put("edges", histogram.edges());
    body.put("contents", histogram.contents());
    body.put("errors", histogram.errors());
    body.put("entries", histogram.entries());
    body.put("reference", histogram.reference());
    body.put("limits", histogram.limits());
    body.values().removeIf(Objects::isNull);
    try {
      return Json.MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts", e);
    }
  }

  private static <T, R> List<R> map(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String or(String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }
}
