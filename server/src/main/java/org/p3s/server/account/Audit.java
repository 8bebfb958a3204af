package org.p3s.server.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.platform.Listing;

/** What people and machines changed, append only. */
@ApplicationScoped
public class Audit {

  /** One change. */
  public record Entry(
      long id, Instant at, String who, String action, String subject, String detail) {}

  private final Jdbi jdbi;

  public Audit(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Notes a change in the transaction that makes it. */
  public void note(String who, String action, String subject, String detail) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into audit (who, action, subject, detail)
                    values (:who, :action, :subject, :detail)
                    """)
                .bind("who", who)
                .bind("action", action)
                .bind("subject", subject)
                .bind("detail", detail)
                .execute());
  }

  /** The newest first. */
  public Listing<Entry> list(Long before, int limit) {
    List<Entry> entries =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select id, at, who, action, subject, detail from audit
                        where id < coalesce(:before, 9223372036854775807)
                        order by id desc limit :limit + 1
                        """)
                    .bind("before", before)
                    .bind("limit", limit)
                    .mapTo(Entry.class)
                    .list());
    return Listing.of(entries, limit, Entry::id);
  }
}
