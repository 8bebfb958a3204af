package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What scripts of operators tell: a log, append only. */
@ApplicationScoped
class Services {

  /** One line of it. */
  public record Line(long id, String name, Instant ts, String info) {}

  private final Jdbi jdbi;

  Services(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void add(String name, String info) {
    jdbi.useHandle(
        handle ->
            handle.execute("insert into legacy_service (name, info) values (?, ?)", name, info));
  }

  /** The newest first. */
  List<Line> newest(int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, name, ts, info from legacy_service order by id desc limit :most")
                .bind("most", most)
                .mapTo(Line.class)
                .list());
  }

  /** Takes these away; returns the numbers of those that were there. */
  List<Long> delete(Keys keys) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("delete from legacy_service where id = any(:ids) returning id")
                .bind("ids", longs(keys.all()))
                .mapTo(Long.class)
                .list());
  }

  void deleteAll() {
    jdbi.useHandle(handle -> handle.execute("delete from legacy_service"));
  }

  /**
   * Takes some of those away that are older than they have to be kept, the oldest first.
   *
   * @return how many
   */
  int deleteOld(Duration kept, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    delete from legacy_service where id = any(array(
                      select id from legacy_service where ts < now() - cast(:kept as interval)
                      order by ts limit :most))
                    """)
                .bind("kept", kept.toString())
                .bind("most", most)
                .execute());
  }
}
