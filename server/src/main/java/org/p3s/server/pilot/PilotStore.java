package org.p3s.server.pilot;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.p3s.protocol.Json;
import org.p3s.protocol.PilotRegistration;

/** The SQL of pilots. Leases are judged by the database's clock alone. */
@ApplicationScoped
public class PilotStore {

  private static final String SELECT =
      """
      select p.id, p.name, p.host, p.site, p.slots, p.cores, p.memory_mib, p.gpus, p.labels, p.version, p.batch_id,
             p.state, p.reason, p.command, p.registered_at, p.seen_at, p.lease_until, p.ended_at,
             (select count(*) from job j where j.pilot_id = p.id and j.state in ('DISPATCHED', 'RUNNING')) held
      from pilot p
      """;

  /** A pilot that just signed on. */
  public record Registered(long id, Instant serverTime) {}

  /** What a list is narrowed to; null narrows nothing. */
  public record Filter(PilotState state, String site, boolean live, Long before) {}

  private final Jdbi jdbi;

  public PilotStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  public Registered register(PilotRegistration pilot, Duration lease) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into pilot (name, host, site, slots, cores, memory_mib, gpus, labels, version, batch_id, lease_until)
                    values (coalesce(:name, :host), :host, :site, :slots, :cores, :memory, :gpus, cast(:labels as jsonb),
                            :version, :batchId, now() + cast(:lease as interval))
                    returning id, now() server_time
                    """)
                .bind("name", pilot.name())
                .bind("host", pilot.host())
                .bind("site", pilot.site())
                .bind("slots", pilot.slots())
                .bind("cores", pilot.cores())
                .bind("memory", pilot.memoryMiB())
                .bind("gpus", pilot.gpus())
                .bind("labels", json(pilot))
                .bind("version", pilot.version() == null ? "" : pilot.version())
                .bind("batchId", pilot.batchId())
                .bind("lease", lease.toString())
                .mapTo(Registered.class)
                .one());
  }

  private static String json(PilotRegistration pilot) {
    try {
      return pilot.labels() == null ? "{}" : Json.MAPPER.writeValueAsString(pilot.labels());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts", e);
    }
  }

  public Optional<Pilot> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where p.id = :id")
                .bind("id", id)
                .mapTo(Pilot.class)
                .findOne());
  }

  /** Pilots by id, locked against changes by others; what they hold is not counted. */
  public List<Pilot> lock(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select p.*, 0 held from pilot p where p.id = any(:ids) order by p.id for update
                    """)
                .bindArray("ids", Long.class, ids)
                .mapTo(Pilot.class)
                .list());
  }

  /** The newest first, one more than the limit when there are more. */
  public List<Pilot> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where p.id < :before");
    if (filter.live()) {
      where.append(" and p.state not in ('LOST', 'STOPPED')");
    }
    if (filter.state() != null) {
      where.append(" and p.state = :state");
    }
    if (filter.site() != null) {
      where.append(" and p.site = :site");
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + where + " order by p.id desc limit :limit + 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                .bind("state", filter.state())
                .bind("site", filter.site())
                .bind("limit", limit)
                .mapTo(Pilot.class)
                .list());
  }

  /** These pilots were heard of: their leases run anew. */
  public void renew(List<Long> ids, List<Boolean> busy, Duration lease) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update pilot set seen_at = now(), lease_until = now() + cast(:lease as interval), reason = '',
                      state = case when command is not null then 'DRAINING' when busy then 'BUSY' else 'IDLE' end
                    from unnest(:ids, :busy) as heard (pilot_id, busy)
                    where pilot.id = heard.pilot_id and state not in ('LOST', 'STOPPED')
                    """)
                .bindArray("ids", Long.class, ids)
                .bindArray("busy", Boolean.class, busy)
                .bind("lease", lease.toString())
                .execute());
  }

  /** Pilots that missed two beats are SUSPECT; returns how many. */
  public int suspect(Duration silence) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update pilot set state = 'SUSPECT', reason = 'missed two beats'
                    where state in ('IDLE', 'BUSY', 'DRAINING') and seen_at < now() - cast(:silence as interval)
                    """)
                .bind("silence", silence.toString())
                .execute());
  }

  /** Pilots whose lease ended are LOST; returns their ids. */
  public List<Long> lose() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with overdue as materialized (
                      select id from pilot where state not in ('LOST', 'STOPPED') and lease_until < now()
                      order by id for update skip locked)
                    update pilot set state = 'LOST', reason = 'its lease ended', ended_at = now()
                    from overdue where pilot.id = overdue.id
                    returning pilot.id
                    """)
                .mapTo(Long.class)
                .list());
  }

  /** It signs off; false when it had ended before. */
  public boolean stop(long id, String reason) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update pilot set state = 'STOPPED', reason = :reason, ended_at = now()
                        where id = :id and state not in ('LOST', 'STOPPED')
                        """)
                    .bind("id", id)
                    .bind("reason", reason)
                    .execute())
        == 1;
  }

  /** Tells one pilot to drain or stop; false when it has ended. */
  public boolean command(long id, String command) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "update pilot set command = :command where id = :id and state not in ('LOST', 'STOPPED')")
                    .bind("id", id)
                    .bind("command", command)
                    .execute())
        == 1;
  }

  /** Tells all pilots of a site to drain; returns their ids. */
  public List<Long> drainSite(String site) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update pilot set command = 'DRAIN'
                    where site = :site and state not in ('LOST', 'STOPPED') and command is null returning id
                    """)
                .bind("site", site)
                .mapTo(Long.class)
                .list());
  }
}
