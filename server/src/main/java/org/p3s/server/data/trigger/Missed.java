package org.p3s.server.data.trigger;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The SQL of files that paused triggers would have taken. Its records are public for Jdbi. */
@ApplicationScoped
public class Missed {

  /** A file that a trigger missed. */
  public record Miss(long triggerId, long fileId) {}

  /** What is to become of the files that a trigger missed. */
  public record Resumption(long id, String name, Resume resume, Instant resumedAt, Instant now) {}

  /** How many files a trigger holds. */
  public record Count(long triggerId, long files) {}

  private final Jdbi jdbi;

  public Missed(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Holds files for their triggers; the transaction must hold those. */
  public void add(List<Miss> misses) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into missed (trigger_id, file_id)
                    select * from unnest(:triggers, :files)
                    """)
                .bind("triggers", longs(misses, Miss::triggerId))
                .bind("files", longs(misses, Miss::fileId))
                .execute());
  }

  /** Triggers that have been resumed and may have missed files yet. */
  public List<Long> resuming() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select id from trigger where resume is not null order by id")
                .mapTo(Long.class)
                .list());
  }

  /** Locks a trigger that has been resumed; empty when it has not, or has been paused again. */
  public Optional<Resumption> lock(long trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, name, resume, resumed_at, now() "now" from trigger
                    where id = :id and resume is not null for no key update
                    """)
                .bind("id", trigger)
                .mapTo(Resumption.class)
                .findOne());
  }

  /** Takes the newest files off what a locked trigger missed, and returns their ids. */
  public List<Long> take(long trigger, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    delete from missed where trigger_id = :trigger and file_id = any(array(
                      select file_id from missed where trigger_id = :trigger order by file_id desc limit :most))
                    returning file_id
                    """)
                .bind("trigger", trigger)
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  /** All that a locked trigger missed is decided. */
  public void finish(long trigger) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update trigger set resume = null, resumed_at = null where id = :id")
                .bind("id", trigger)
                .execute());
  }

  /** How many files are held for each of these triggers; without those that hold none. */
  Map<Long, Long> counts(Collection<Long> triggers) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select trigger_id, count(*) files from missed where trigger_id = any(:triggers)
                        group by trigger_id
                        """)
                    .bind("triggers", longs(triggers))
                    .mapTo(Count.class)
                    .list())
        .stream()
        .collect(Collectors.toMap(Count::triggerId, Count::files));
  }
}
