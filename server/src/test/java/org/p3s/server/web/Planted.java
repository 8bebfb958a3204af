package org.p3s.server.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.Base64;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.data.FileCause;
import org.p3s.server.platform.Changes;

/** Data for the tests of pages, with names that try to break out of them. */
@ApplicationScoped
public class Planted {

  /** What a hostile sender writes wherever it may write. */
  static final String HOSTILE = "<script>alert(1)</script>\"'`${7*7}{run.number}";

  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==");

  private final Jdbi jdbi;
  private final Changes changes;

  public Planted(Jdbi jdbi, Changes changes) {
    this.jdbi = jdbi;
    this.changes = changes;
  }

  /** A run with a file, a plot, metrics and histograms; returns the file's id. */
  @Transactional
  public long run(long number) {
    jdbi.useHandle(
        handle ->
            handle.execute("insert into run (number, last_file_at) values (?, now())", number));
    long file = file(number, "PROCESSED");
    plot(number, file, "first " + HOSTILE);
    histogram(number, "<b>" + HOSTILE, 20);
    histogram(number, "dense", 2_000);
    for (int apa = 1; apa <= 6; apa++) {
      metric(number, "noise_rms " + HOSTILE, "APA" + apa + "/Z", apa, 5.5);
    }
    metric(number, "events", "", 12, null);
    return file;
  }

  private static String causeOf(String state) {
    return Arrays.stream(FileCause.values())
        .filter(each -> each.state().name().equals(state))
        .map(FileCause::name)
        .findFirst()
        .orElse(null);
  }

  /** A file in this final state; returns its id. */
  @Transactional
  public long file(long run, String state) {
    return jdbi.withHandle(
        handle -> {
          long id =
              handle
                  .createQuery(
                      """
                      insert into file (url, name, run, size, state, cause, reason, source, settled_at)
                      values ('file:///' || gen_random_uuid(), :name, :run, 20000000, :state, :cause, :name, :name, now())
                      returning id
                      """)
                  .bind("name", HOSTILE)
                  .bind("run", run)
                  .bind("state", state)
                  .bind("cause", causeOf(state))
                  .mapTo(Long.class)
                  .one();
          handle.execute(
              "insert into file_event (file_id, at, state, reason) values (?, now(), ?, ?)",
              id,
              state,
              HOSTILE);
          handle.execute(
              "insert into file_conflict (file_id, size, source) values (?, 7, ?)", id, HOSTILE);
          return id;
        });
  }

  /** A plot, and the hint that open pages get. */
  @Transactional
  public void plot(long run, Long file, String name) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into plot (run, file_id, name, title, category, help, media_type, bytes)
                values (?, ?, ?, ?, ?, ?, 'image/png', ?)
                """,
                run,
                file,
                name,
                name,
                "Pictures " + HOSTILE,
                HOSTILE,
                PIXEL));
    changes.hint(Changes.Topic.RESULTS);
  }

  @Transactional
  public void metric(long run, String name, String element, double value, Double max) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into metric (run, name, element, unit, value, error, max) values (?, ?, ?, ?, ?, 0.123, ?)
                """,
                run,
                name,
                element,
                HOSTILE,
                value,
                max));
  }

  @Transactional
  public void histogram(long run, String name, int bins) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into histogram (run, name, title, unit, element, category, body)
                select ?, ?, ?, 'ADC', ?, 'Distributions',
                  jsonb_build_object(
                    'edges', (select jsonb_agg(i) from generate_series(0, n) i),
                    'contents', (select jsonb_agg(100 * exp(-power((i - n / 2.0) / (n / 6.0), 2)) + i % 7) from generate_series(1, n) i),
                    'errors', (select jsonb_agg(5) from generate_series(1, n) i),
                    'reference', jsonb_build_object('contents',
                      (select jsonb_agg(90 * exp(-power((i - n / 2.0) / (n / 6.0), 2))) from generate_series(1, n) i)),
                    'limits', jsonb_build_object('min', 0, 'max', 95))
                from (values (?)) v (n)
                """,
                run, name, name, HOSTILE, bins));
  }
}
