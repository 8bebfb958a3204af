package org.p3s.server.web.run;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The newest results of each name. */
@ApplicationScoped
public class Results {

  /** One number; null for what it has not, even a value. */
  public record Metric(
      String name,
      String element,
      String unit,
      Double value,
      Double error,
      Double min,
      Double max,
      Instant at) {}

  /**
   * A picture that a payload made.
   *
   * @param isHere false while only its name is known
   */
  public record Plot(
      long id,
      String name,
      String title,
      String category,
      String help,
      boolean isHere,
      Long fileId,
      Long jobId,
      Instant at) {}

  /** What is said of a histogram besides its contents. */
  public record Histogram(
      long id,
      String name,
      String element,
      String title,
      String category,
      String unit,
      Long fileId,
      Long jobId,
      Instant at) {

    /** Whether the element says more than the title does. */
    public boolean isElementNews() {
      return !element.isEmpty() && !title.contains(element);
    }
  }

  /** Contents of a histogram, as JSON. */
  public record Body(long id, String body) {}

  private final Jdbi jdbi;

  public Results(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The highest run that has something to show. */
  public Optional<Long> newestRun() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select run from (
                      (select run, at from plot order by id desc limit 1) union all
                      (select run, at from histogram order by id desc limit 1) union all
                      (select run, at from metric order by id desc limit 1)) newest
                    order by at desc limit 1
                    """)
                .mapTo(Long.class)
                .findOne());
  }

  List<Metric> metrics(long run, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name, element, unit, value, error, min, max, at from metric
                    where run = :run and newest order by name, element limit :limit
                    """)
                .bind("run", run)
                .bind("limit", limit)
                .mapTo(Metric.class)
                .list());
  }

  List<Plot> plots(long run, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name, title, category, help, bytes is not null is_here, file_id, job_id, at from plot
                    where run = :run and newest order by category, name limit :limit
                    """)
                .bind("run", run)
                .bind("limit", limit)
                .mapTo(Plot.class)
                .list());
  }

  /** Plots that a file's workflows made, the newest first. */
  public List<Plot> plotsOfFile(long file, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name, title, category, help, bytes is not null is_here, file_id, job_id, at from plot
                    where file_id = :file and (newest or bytes is not null) order by id desc limit :limit
                    """)
                .bind("file", file)
                .bind("limit", limit)
                .mapTo(Plot.class)
                .list());
  }

  List<Histogram> histograms(long run, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name, element, title, category, unit, file_id, job_id, at from histogram
                    where run = :run and newest order by category, name, element limit :limit
                    """)
                .bind("run", run)
                .bind("limit", limit)
                .mapTo(Histogram.class)
                .list());
  }

  List<Body> bodies(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select id, body from histogram where id = any(:ids)")
                .bind("ids", longs(ids))
                .mapTo(Body.class)
                .list());
  }
}
