package org.p3s.server.dqm;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The SQL that reads results. Its records are public because Jdbi fills them. */
@ApplicationScoped
class NewestResults {

  /** The newest value of a metric of a run. */
  public record MetricRow(
      String name,
      String element,
      String unit,
      Double value,
      Double error,
      Double min,
      Double max,
      Long fileId,
      Long jobId,
      Instant at) {}

  /** A plot without its bytes; {@code size} is null while only its name is known. */
  public record PlotRow(
      long id,
      long run,
      String name,
      String title,
      String category,
      String help,
      String mediaType,
      Integer size,
      Long fileId,
      Long jobId,
      Instant at) {}

  /** A histogram without its bins. */
  public record HistogramRow(
      long id,
      long run,
      String name,
      String element,
      String title,
      String category,
      String unit,
      Long fileId,
      Long jobId,
      Instant at) {}

  private static final String PLOT =
      """
      select id, run, name, title, category, help, media_type, octet_length(bytes) size, file_id, job_id, at from plot
      """;
  private static final String HISTOGRAM =
      """
      select id, run, name, element, title, category, unit, file_id, job_id, at from histogram
      """;

  private final Jdbi jdbi;

  NewestResults(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  List<MetricRow> metrics(long run) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name, element, unit, value, error, min, max, file_id, job_id, at from metric
                    where run = :run and newest order by name, element
                    """)
                .bind("run", run)
                .mapTo(MetricRow.class)
                .list());
  }

  List<PlotRow> plots(long run) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PLOT + "where run = :run and newest order by category, name")
                .bind("run", run)
                .mapTo(PlotRow.class)
                .list());
  }

  List<HistogramRow> histograms(long run) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    HISTOGRAM + "where run = :run and newest order by category, name, element")
                .bind("run", run)
                .mapTo(HistogramRow.class)
                .list());
  }

  Optional<PlotRow> plot(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PLOT + "where id = :id")
                .bind("id", id)
                .mapTo(PlotRow.class)
                .findOne());
  }

  /** Empty while only the plot's name is known. */
  Optional<byte[]> bytes(long plot) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select bytes from plot where id = :id and bytes is not null")
                .bind("id", plot)
                .mapTo(byte[].class)
                .findOne());
  }

  Optional<HistogramRow> histogram(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(HISTOGRAM + "where id = :id")
                .bind("id", id)
                .mapTo(HistogramRow.class)
                .findOne());
  }

  /** The bins of a histogram, a JSON object. */
  String bins(long histogram) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select body from histogram where id = :id")
                .bind("id", histogram)
                .mapTo(String.class)
                .one());
  }
}
