package org.p3s.server.data.trigger;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.data.Announcement;

/** The SQL by which files are judged: triggers, read anew each time, and their backlogs. */
@ApplicationScoped
public class Rules {

  private static final String SELECT =
      """
      select g.id, g.name, g.pattern, v.id version_id, t.name template, g.prescale, cast((
               select json_agg(json_build_object('run', p.run, 'stream', p.stream, 'prescale', p.prescale))
               from trigger_prescale p
               where p.trigger_id = g.id and (p.run is null or p.run = any(:runs))) as text) prescales,
             g.eta, g.priority, g.max_backlog, g.min_size, g.max_age, g.paused_at is not null paused, g.reserve
      from trigger g
      join dag_template t on t.id = g.template_id
      join dag_template_version v on v.template_id = t.id and v.version = t.active_version
      where g.deleted_at is null and t.deleted_at is null and\s""";

  /** A row of it; public because Jdbi fills it. */
  public record Row(
      long id,
      String name,
      String pattern,
      long versionId,
      String template,
      int prescale,
      String prescales,
      Duration eta,
      Integer priority,
      Integer maxBacklog,
      Long minSize,
      Duration maxAge,
      boolean paused,
      Double reserve) {

    Rule rule() {
      return new Rule(
          id,
          name,
          pattern,
          versionId,
          template,
          Prescales.ofJson(prescale, prescales),
          Rule.inBounds(eta),
          priority,
          new Limits(maxBacklog, minSize, maxAge),
          paused,
          reserve);
    }
  }

  /** How many more workflows a trigger may have; public because Jdbi fills it. */
  public record Left(long triggerId, int room) {}

  private final Jdbi jdbi;

  public Rules(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Judges these files by the triggers that are in force now. */
  public Judge judge(Collection<Announcement> files) {
    List<Long> runs =
        files.stream().map(Announcement::run).filter(Objects::nonNull).distinct().toList();
    boolean isDated = files.stream().anyMatch(each -> each.writtenAt() != null);
    return jdbi.withHandle(
        handle ->
            new Judge(
                inForce(handle, runs),
                isDated ? handle.createQuery("select now()").mapTo(Instant.class).one() : null));
  }

  /** The triggers that files are judged by now, without prescales that are those of a run. */
  public List<Rule> inForce() {
    return jdbi.withHandle(handle -> inForce(handle, List.of()));
  }

  private static List<Rule> inForce(Handle handle, List<Long> runs) {
    return handle
        .createQuery(SELECT + "g.enabled order by g.id")
        .bind("runs", longs(runs))
        .mapTo(Row.class)
        .map(Row::rule)
        .list();
  }

  /** No trigger is paused, resumed or deleted from now until the transaction ends. */
  public void hold() {
    jdbi.useHandle(
        handle -> handle.createQuery("select hold_triggers()").mapTo(String.class).one());
  }

  /** A trigger, be it enabled or not, unless it or its template is deleted. */
  public Optional<Rule> find(long trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "g.id = :id")
                .bind("runs", longs(List.of()))
                .bind("id", trigger)
                .mapTo(Row.class)
                .map(Row::rule)
                .findOne());
  }

  /**
   * Keeps others from filling the backlogs of these triggers until the transaction ends: servers
   * that count at the same time would fill the same room twice.
   */
  public void lockBacklogs(Collection<Rule> rules) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select id from trigger where id = any(:ids) order by id for no key update")
                .bind("ids", longs(rules, Rule::id))
                .mapTo(Long.class)
                .list());
  }

  /** How much room there is in the backlogs of these triggers, all of which have a limit. */
  public Room room(Collection<Rule> rules) {
    Map<Long, Integer> left =
        jdbi
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select id trigger_id, max_backlog - (
                              select count(*) from (
                                select from workflow w where w.trigger_id = trigger.id and w.ended_at is null
                                limit max_backlog) unfinished) room
                            from trigger where id = any(:ids) and max_backlog is not null
                            """)
                        .bind("ids", longs(rules, Rule::id))
                        .mapTo(Left.class)
                        .list())
            .stream()
            .collect(Collectors.toMap(Left::triggerId, Left::room));
    return new Room(left);
  }
}
