package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Keeps what old clients tell of event displays. */
@ApplicationScoped
class Displays {

  /**
   * One of them.
   *
   * @param channels the group of channels it shows
   * @param ts null for now
   */
  record Display(
      int run,
      Integer subrun,
      Integer event,
      Integer channels,
      String dataType,
      String jobUuid,
      Instant ts) {}

  private final Jdbi jdbi;

  Displays(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void add(List<Display> displays) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into legacy_entry (kind, run, subrun, evnum, changroup, datatype, job_uuid, ts)
                    select 'EVDISP', run, subrun, event, channels, type, job, coalesce(cast(ts as timestamptz), now())
                    from unnest(:runs, :subruns, :events, :channels, :types, :jobs, :times)
                      as d (run, subrun, event, channels, type, job, ts)
                    """)
                .bind("runs", ints(displays, Display::run))
                .bind("subruns", ints(displays, Display::subrun))
                .bind("events", ints(displays, Display::event))
                .bind("channels", ints(displays, Display::channels))
                .bind("types", texts(displays, Display::dataType))
                .bind("jobs", texts(displays, Display::jobUuid))
                .bind(
                    "times",
                    texts(displays, each -> each.ts() == null ? null : each.ts().toString()))
                .execute());
  }
}
