package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Parameters of the pilots of each site, which old pilots ask for when they start. */
@ApplicationScoped
class Sites {

  private static final String COLUMNS =
      " name, env, server, pilots, pilotcycles, pilotperiod, pilotbeat, pilotlife ";
  private static final int MOST = 1_000;

  private final Jdbi jdbi;

  Sites(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** All of them by name. */
  List<Serialized> list() {
    return jdbi.withHandle(
        handle ->
            serialized(
                handle
                    .createQuery("select" + COLUMNS + "from legacy_site order by name limit :most")
                    .bind("most", MOST)));
  }

  /** The one of this name, or none. */
  List<Serialized> find(String name) {
    return jdbi.withHandle(
        handle ->
            serialized(
                handle
                    .createQuery("select" + COLUMNS + "from legacy_site where name = :name")
                    .bind("name", name)));
  }

  /** Adds a site, or changes what is given of it. */
  List<Serialized> put(SiteDefinition site) {
    return jdbi.withHandle(handle -> serialized(upsert(handle, site)));
  }

  private static Query upsert(Handle handle, SiteDefinition site) {
    return handle
        .createQuery(
            """
            insert into legacy_site as s (name, env, server, pilots, pilotcycles, pilotperiod, pilotbeat, pilotlife)
            values (:name, coalesce(:env, '{}'), coalesce(:server, ''), coalesce(:pilots, 1), coalesce(:cycles, 1),
                    coalesce(:period, 10), coalesce(:beat, 20), coalesce(:life, 90000))
            on conflict (name) do update set
              env = coalesce(:env, s.env), server = coalesce(:server, s.server), pilots = coalesce(:pilots, s.pilots),
              pilotcycles = coalesce(:cycles, s.pilotcycles), pilotperiod = coalesce(:period, s.pilotperiod),
              pilotbeat = coalesce(:beat, s.pilotbeat), pilotlife = coalesce(:life, s.pilotlife)
            returning"""
                + COLUMNS)
        .bind("name", site.name())
        .bind("env", site.env())
        .bind("server", site.server())
        .bind("pilots", site.pilots())
        .bind("cycles", site.cycles())
        .bind("period", site.period())
        .bind("beat", site.beat())
        .bind("life", site.life());
  }

  /** False when there was none. */
  boolean delete(String name) {
    return jdbi.withHandle(handle -> handle.execute("delete from legacy_site where name = ?", name))
        == 1;
  }

  private static List<Serialized> serialized(Query query) {
    return Rows.of("sites.site", "name", query);
  }
}
