package org.p3s.server.dqm;

import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.p3s.server.dqm.ResultsRequest.Histogram;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.platform.Settings;

/** What becomes of the rows that a run has under a name when another one comes. */
@ApplicationScoped
class Versions {

  private final Jdbi jdbi;
  private final int history;

  Versions(Jdbi jdbi, Settings settings) {
    this.jdbi = jdbi;
    this.history = Math.max(1, settings.plotHistory());
  }

  /**
   * Removes what the same attempt posted under these names, and makes the rest no longer newest. Of
   * plots that are only named it removes none: they show again when this one is taken back.
   */
  void makeWay(
      Handle handle, String table, Origin origin, List<String> names, List<String> elements) {
    String pairs =
        elements == null
            ? "unnest(:names) n (name)"
            : "unnest(:names, :elements) n (name, element)";
    String same =
        elements == null ? "t.name = n.name" : "t.name = n.name and t.element = n.element";
    if (origin.jobId() != null) {
      String delete =
          "delete from %s t using %s where t.job_id = :job and t.attempt = :attempt and t.run = :run and %s%s";
      String drawn = table.equals("plot") ? " and t.bytes is not null" : "";
      bindNames(handle.createUpdate(delete.formatted(table, pairs, same, drawn)), names, elements)
          .bind("run", origin.run())
          .bind("job", origin.jobId())
          .bind("attempt", origin.attempt())
          .execute();
    }
    String update = "update %s t set newest = false from %s where t.run = :run and t.newest and %s";
    bindNames(handle.createUpdate(update.formatted(table, pairs, same)), names, elements)
        .bind("run", origin.run())
        .execute();
  }

  private static Update bindNames(Update update, List<String> names, List<String> elements) {
    update.bind("names", texts(names));
    return elements == null ? update : update.bind("elements", texts(elements));
  }

  /** Keeps so many versions of each name, so that pictures do not fill the disk in a long run. */
  void trim(long run, ResultsRequest results) {
    jdbi.useHandle(
        handle -> {
          trim(handle, "plot", "name", run, results.plots().stream().map(Plot::name).toList());
          trim(
              handle,
              "histogram",
              "name, element",
              run,
              results.histograms().stream().map(Histogram::name).toList());
        });
  }

  private void trim(Handle handle, String table, String key, long run, List<String> names) {
    String delete =
        """
        delete from %1$s where id in (
          select id from (
            select id, row_number() over (partition by %2$s order by %3$s at desc, id desc) nth
            from %1$s where run = :run and name = any(:names)) versions
          where nth > :history)
        """;
    if (names.isEmpty()) {
      return;
    }
    handle
        .createUpdate(delete.formatted(table, key, NewestMarks.before(table)))
        .bind("run", run)
        .bind("names", texts(names))
        .bind("history", history)
        .execute();
  }
}
