package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.pilot.PilotState;

/** Pilots of the older p3s among ours. */
@ApplicationScoped
class OldPilots {

  /**
   * One of them.
   *
   * @param uuid what it calls itself
   * @param id of the pilot that it is here
   * @param lifetime seconds from its registration to when it was last heard of
   */
  public record OldPilot(
      String uuid,
      long id,
      String host,
      String site,
      String batchId,
      PilotState state,
      String command,
      double lifetime) {}

  private static final String SELECT =
      """
      select l.uuid, p.id, p.host, p.site, p.batch_id, p.state, p.command,
             extract(epoch from p.seen_at - p.registered_at) lifetime
      from legacy_id l join pilot p on p.id = l.id
      where l.kind = 'PILOT' and
      """;

  private final Jdbi jdbi;

  OldPilots(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The pilot with this id is called so from now on; false when a live one is already. */
  boolean name(String uuid, long id) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into legacy_id (kind, uuid, id) values ('PILOT', :uuid, :id)
                        on conflict (kind, uuid) do update set id = excluded.id
                        where (select ended_at from pilot where pilot.id = legacy_id.id) is not null
                        """)
                    .bind("uuid", uuid)
                    .bind("id", id)
                    .execute())
        == 1;
  }

  Optional<OldPilot> find(String uuid) {
    return find(List.of(uuid)).stream().findFirst();
  }

  List<OldPilot> find(Collection<String> uuids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + " l.uuid = any(:uuids)")
                .bind("uuids", texts(uuids))
                .mapTo(OldPilot.class)
                .list());
  }

  /** Those that have not ended. */
  List<OldPilot> live() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + " p.state not in ('LOST', 'STOPPED') order by p.id")
                .mapTo(OldPilot.class)
                .list());
  }
}
