package org.p3s.server.data.trigger;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Puts together what is shown of triggers. Its records are public because Jdbi fills them. */
@ApplicationScoped
class TriggerViews {

  /** A trigger's template. */
  public record Named(long id, String name) {}

  /** A row of prescales. */
  public record Row(long triggerId, Long run, String stream, int prescale) {}

  private final Jdbi jdbi;
  private final Missed missed;

  TriggerViews(Jdbi jdbi, Missed missed) {
    this.jdbi = jdbi;
    this.missed = missed;
  }

  TriggerView of(Trigger trigger) {
    return of(List.of(trigger)).get(0);
  }

  List<TriggerView> of(List<Trigger> triggers) {
    List<Long> ids = triggers.stream().map(each -> each.id).toList();
    Map<Long, String> names = templates(ids);
    Map<Long, List<Prescales.Special>> prescales = prescales(ids);
    Map<Long, Long> counts = missed.counts(ids);
    return triggers.stream()
        .map(
            each ->
                of(
                    each,
                    names.get(each.id),
                    prescales.getOrDefault(each.id, List.of()),
                    counts.getOrDefault(each.id, 0L)))
        .toList();
  }

  private static TriggerView of(
      Trigger trigger, String template, List<Prescales.Special> prescales, long missed) {
    return new TriggerView(
        trigger.id,
        trigger.name,
        trigger.pattern,
        template,
        trigger.prescale,
        prescales,
        trigger.eta(),
        trigger.priority,
        trigger.maxBacklog,
        trigger.minSize,
        trigger.maxAge == null ? null : Duration.parse(trigger.maxAge),
        trigger.reserve,
        trigger.enabled,
        trigger.pausedAt != null,
        trigger.pausedAt,
        trigger.resume,
        missed,
        trigger.createdBy,
        trigger.createdAt);
  }

  /** By trigger; without those whose template was deleted. */
  private Map<Long, String> templates(Collection<Long> triggers) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select g.id, t.name from trigger g join dag_template t on t.id = g.template_id
                        where g.id = any(:ids) and t.deleted_at is null
                        """)
                    .bind("ids", longs(triggers))
                    .mapTo(Named.class)
                    .list())
        .stream()
        .collect(Collectors.toMap(Named::id, Named::name));
  }

  private Map<Long, List<Prescales.Special>> prescales(Collection<Long> triggers) {
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select trigger_id, run, stream, prescale from trigger_prescale
                        where trigger_id = any(:ids) order by run nulls last, stream nulls last
                        """)
                    .bind("ids", longs(triggers))
                    .mapTo(Row.class)
                    .list())
        .stream()
        .collect(
            Collectors.groupingBy(
                Row::triggerId,
                Collectors.mapping(
                    row -> new Prescales.Special(row.run(), row.stream(), row.prescale()),
                    Collectors.toList())));
  }
}
