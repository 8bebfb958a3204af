package org.p3s.server.dqm;

import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.dqm.ResultsRequest.Histogram;
import org.p3s.server.dqm.ResultsRequest.Metric;
import org.p3s.server.dqm.ResultsRequest.Plot;

/**
 * Which row of each name is the newest of its run: the one with the latest time, of several with
 * one time the last that came. A plot that is only named is behind all with bytes. Whoever changes
 * results of a run holds its lock.
 */
@ApplicationScoped
class NewestMarks {

  /** Under what a result is found again; plots have no element. Public because Jdbi fills it. */
  public record Key(long run, String name, String element) {}

  private static final String LOCK =
      "pg_advisory_xact_lock(hashtextextended('results of ' || run, 0))";

  private final Jdbi jdbi;

  NewestMarks(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Others that change results of this run wait until the transaction at hand ends.
   *
   * @return the time, which is later than that of all results of the run
   */
  Instant lock(long run) {
    return jdbi.withHandle(
        handle -> {
          handle
              .createQuery("select " + LOCK + " from (select :run run) r")
              .bind("run", run)
              .mapToMap()
              .list();
          return handle.createQuery("select clock_timestamp()").mapTo(Instant.class).one();
        });
  }

  /** The same for all runs that these are of. */
  void lockRunsOf(List<Long> metrics, List<Long> plots) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select "
                        + LOCK
                        + """
                         from (
                          select run from metric where id = any(:metrics) union
                          select run from plot where id = any(:plots) order by run) r
                        """)
                .bind("metrics", longs(metrics))
                .bind("plots", longs(plots))
                .mapToMap()
                .list());
  }

  /** Deletes rows and marks what is the newest without them. */
  void remove(List<Long> metrics, List<Long> plots) {
    jdbi.useHandle(
        handle -> {
          renew(handle, "metric", delete(handle, "metric", "element", metrics));
          renew(handle, "plot", delete(handle, "plot", "'' element", plots));
        });
  }

  private static List<Key> delete(Handle handle, String table, String element, List<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : handle
            .createQuery(
                "delete from %s where id = any(:ids) returning run, name, %s"
                    .formatted(table, element))
            .bind("ids", longs(ids))
            .mapTo(Key.class)
            .list();
  }

  /** Marks the newest of all names in these results. */
  void renew(long run, ResultsRequest results) {
    jdbi.useHandle(
        handle -> {
          renew(handle, "metric", keys(run, results.metrics(), Metric::name, Metric::element));
          renew(handle, "plot", keys(run, results.plots(), Plot::name, each -> ""));
          renew(
              handle,
              "histogram",
              keys(run, results.histograms(), Histogram::name, Histogram::element));
        });
  }

  private static <T> List<Key> keys(
      long run, List<T> items, Function<T, String> name, Function<T, String> element) {
    List<Key> keys = new ArrayList<>();
    for (T each : items) {
      String part = element.apply(each);
      keys.add(new Key(run, name.apply(each), part == null ? "" : part));
    }
    return keys;
  }

  /** What counts more than the time. */
  static String before(String table) {
    return table.equals("plot") ? "(bytes is not null) desc," : "";
  }

  private static void renew(Handle handle, String table, List<Key> keys) {
    if (keys.isEmpty()) {
      return;
    }
    // first unmark, then mark: an index allows one mark a name at any moment
    for (String update :
        List.of(
            """
            update %1$s t set newest = false from key
            where t.run = key.run and %2$s and t.newest and t.id not in (select id from latest)
            """,
            "update %1$s t set newest = true from latest where t.id = latest.id and not t.newest")) {
      String same =
          table.equals("plot")
              ? "t.name = key.name"
              : "t.name = key.name and t.element = key.element";
      handle
          .createUpdate(
              ("""
               with key as (
                 select distinct run, name, element
                 from unnest(:runs, :names, :elements) as k (run, name, element)),
               latest as (
                 select l.id from key cross join lateral (
                   select id from %1$s t where t.run = key.run and %2$s
                   order by %3$s at desc, id desc limit 1) l)
               """
                      + update)
                  .formatted(table, same, before(table)))
          .bind("runs", longs(keys, Key::run))
          .bind("names", texts(keys, Key::name))
          .bind("elements", texts(keys, Key::element))
          .execute();
    }
  }
}
