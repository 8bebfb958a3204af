package org.p3s.server.pilot;

import static org.p3s.server.platform.SqlArray.booleans;
import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

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
             p.state, p.reason, p.command, p.registered_at, p.seen_at, p.lease, p.lease_until, p.ended_at,
             (select count(*) from job j where j.pilot_id = p.id and j.state in ('DISPATCHED', 'RUNNING')) held
      from pilot p
      """;

  /** A pilot that signs on, how often it is to be heard of, and how long it may be silent. */
  public record SigningOn(PilotRegistration pilot, Duration heartbeat, Duration lease) {}

  /** A pilot that just signed on. */
  public record Registered(long id, Instant serverTime) {}

  /** That a pilot was heard of, so long ago, and whether it held jobs then. */
  public record Heard(long id, boolean busy, long millisAgo) {}

  /** What a list is narrowed to; null narrows nothing. */
  public record Filter(PilotState state, String site, boolean live, Long before) {}

  private final Jdbi jdbi;

  public PilotStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Stores pilots, in this order. */
  public List<Registered> register(List<SigningOn> signingOn) {
    List<PilotRegistration> pilots = signingOn.stream().map(SigningOn::pilot).toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into pilot (name, host, site, slots, cores, memory_mib, gpus, labels, version, batch_id,
                                       heartbeat, lease, lease_until)
                    select coalesce(name, host), host, site, slots, cores, memory, gpus, cast(labels as jsonb),
                           coalesce(version, ''), batch_id, cast(heartbeat as interval), cast(lease as interval),
                           now() + cast(lease as interval)
                    from unnest(:names, :hosts, :sites, :slots, :cores, :memories, :gpus, :labels, :versions, :batches,
                                :heartbeats, :leases)
                      with ordinality
                      as n (name, host, site, slots, cores, memory, gpus, labels, version, batch_id, heartbeat, lease, place)
                    order by place
                    returning id, now() server_time
                    """)
                .bind("names", texts(pilots, PilotRegistration::name))
                .bind("hosts", texts(pilots, PilotRegistration::host))
                .bind("sites", texts(pilots, PilotRegistration::site))
                .bind("slots", ints(pilots, PilotRegistration::slots))
                .bind("cores", ints(pilots, PilotRegistration::cores))
                .bind("memories", ints(pilots, PilotRegistration::memoryMiB))
                .bind("gpus", ints(pilots, PilotRegistration::gpus))
                .bind("labels", texts(pilots, PilotStore::json))
                .bind("versions", texts(pilots, PilotRegistration::version))
                .bind("batches", texts(pilots, PilotRegistration::batchId))
                .bind("heartbeats", texts(signingOn, each -> each.heartbeat().toString()))
                .bind("leases", texts(signingOn, each -> each.lease().toString()))
                .mapTo(Registered.class)
                .list());
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

  /** Pilots by id; what they hold is not counted. */
  public List<Pilot> find(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select p.*, 0 held from pilot p where p.id = any(:ids)")
                .bind("ids", longs(ids))
                .mapTo(Pilot.class)
                .list());
  }

  /** The newest first, one more than the limit when there are more. */
  public List<Pilot> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where p.id < :before");
    if (filter.live() || (filter.state() != null && !filter.state().isTerminal())) {
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

  /**
   * Pilots were heard of: their leases run anew.
   *
   * @param heard by id
   * @return those that are live
   */
  public List<Long> renew(List<Heard> heard) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update pilot set seen_at = heard.moment, lease_until = heard.moment + lease, reason = '',
                      state = case when command is not null then 'DRAINING' when busy then 'BUSY' else 'IDLE' end
                    from (select id, busy, now() - ago * interval '1 millisecond' as moment
                          from unnest(:ids, :busy, :ago) as h (id, busy, ago)) heard
                    where pilot.id = heard.id and pilot.ended_at is null
                    returning pilot.id
                    """)
                .bind("ids", longs(heard, Heard::id))
                .bind("busy", booleans(heard, Heard::busy))
                .bind("ago", longs(heard, Heard::millisAgo))
                .mapTo(Long.class)
                .list());
  }

  /** Pilots that missed two beats are SUSPECT, so many at most; returns how many. */
  public int suspect(int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with silent as materialized (
                      select id from pilot
                      where state in ('IDLE', 'BUSY', 'DRAINING') and seen_at < now() - 2 * heartbeat - interval '2 seconds'
                      order by id limit :most for update skip locked)
                    update pilot set state = 'SUSPECT', reason = 'missed two beats'
                    from silent where pilot.id = silent.id
                    """)
                .bind("most", most)
                .execute());
  }

  /**
   * Pilots whose lease ended are LOST; returns their ids.
   *
   * @param margin for renewals that another server has not written yet
   * @param listened for so long they could be heard; those with a longer lease are not judged
   * @param most of them
   */
  public List<Long> lose(Duration margin, Duration listened, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with overdue as materialized (
                      select id from pilot where state not in ('LOST', 'STOPPED') and lease_until < now() - cast(:margin as interval)
                        and lease <= cast(:listened as interval)
                      order by id limit :most for update skip locked)
                    update pilot set state = 'LOST', reason = 'its lease ended', ended_at = now()
                    from overdue where pilot.id = overdue.id
                    returning pilot.id
                    """)
                .bind("margin", margin.toString())
                .bind("listened", listened.toString())
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  private static final String ENDED_LATELY =
      """
      select ended.id from pilot ended cross join lateral (
        select 1 from job where job.pilot_id = ended.id and job.state in ('DISPATCHED', 'RUNNING') limit 1) held
      where ended.ended_at > now() - interval '5 minutes'
      """;

  /** Goes from one pilot that holds jobs to the next, however many jobs they hold. */
  private static final String HOLDERS =
      """
      with recursive holder (id) as (
        select min(pilot_id) from job where state in ('DISPATCHED', 'RUNNING')
        union all
        select (select min(pilot_id) from job where state in ('DISPATCHED', 'RUNNING') and pilot_id > holder.id)
        from holder where holder.id is not null)
      select id from holder where id is not null
      """;

  /**
   * Pilots that have ended and yet hold jobs, be it that they were given one at the very moment of
   * their end; locked against changes by others.
   *
   * @param ever also those that ended longer than minutes ago, which takes longer
   * @param most of them
   */
  public List<Long> endedWithJobs(boolean ever, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select pilot.id from pilot where id = any(array(%s)) and ended_at is not null
                    order by pilot.id limit :most for update skip locked
                    """
                        .formatted(ever ? HOLDERS : ENDED_LATELY))
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  /** Gives up those of these pilots that have been silent for so many seconds; returns them. */
  public List<Long> loseSilent(Collection<Long> ids, long seconds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update pilot set state = 'LOST', reason = 'silent for too long', ended_at = now()
                    where id in (select id from pilot where id = any(:ids) and ended_at is null order by id for update)
                      and seen_at < now() - make_interval(secs => :seconds)
                    returning id
                    """)
                .bind("ids", longs(ids))
                .bind("seconds", seconds)
                .mapTo(Long.class)
                .list());
  }

  /**
   * Keeps others from changing a live pilot until the transaction ends; false when it has ended.
   */
  public boolean lock(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select id from pilot where id = :id and ended_at is null for update")
                .bind("id", id)
                .mapTo(Long.class)
                .findOne()
                .isPresent());
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

  /** Tells pilots of a site to drain that have not been told yet, so many at most; their ids. */
  public List<Long> drainSite(String site, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with own as materialized (
                      select id from pilot where site = :site and state not in ('LOST', 'STOPPED') and command is null
                      order by id limit :most for update)
                    update pilot set command = 'DRAIN' from own where pilot.id = own.id returning pilot.id
                    """)
                .bind("site", site)
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }
}
