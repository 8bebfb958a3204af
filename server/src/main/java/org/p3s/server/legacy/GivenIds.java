package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;

/** What old clients call the things that they make, and which of ours these are. */
@ApplicationScoped
class GivenIds {

  /** What kinds of things they give ids to. */
  enum Kind {
    JOB,
    PILOT
  }

  private final Jdbi jdbi;

  GivenIds(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Our id of what they call so. */
  OptionalLong find(Kind kind, String uuid) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select id from legacy_id where kind = :kind and uuid = :uuid")
                    .bind("kind", kind)
                    .bind("uuid", uuid)
                    .mapTo(Long.class)
                    .findOne())
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** What they call the thing with this id of ours; empty when it is none of theirs. */
  Optional<String> uuid(Kind kind, long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select uuid from legacy_id where kind = :kind and id = :id order by uuid limit 1")
                .bind("kind", kind)
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
  }

  /** Notes a new one; false when something else is called so. */
  boolean add(Kind kind, String uuid, long id) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into legacy_id (kind, uuid, id) values (:kind, :uuid, :id)
                        on conflict do nothing
                        """)
                    .bind("kind", kind)
                    .bind("uuid", uuid)
                    .bind("id", id)
                    .execute())
        == 1;
  }
}
