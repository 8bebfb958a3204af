package org.p3s.server.data.trigger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.account.Audit;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.DagTemplate;
import org.p3s.server.template.DagTemplates;

/** Keeps the triggers, and judges files by them. */
@ApplicationScoped
public class Triggers {

  private static final Logger LOG = Logger.getLogger(Triggers.class);

  private record Compiled(Rule rule, NamePattern pattern) {}

  private final Jdbi jdbi;
  private final DagTemplates templates;
  private final Audit audit;

  public Triggers(Jdbi jdbi, DagTemplates templates, Audit audit) {
    this.jdbi = jdbi;
    this.templates = templates;
    this.audit = audit;
  }

  /** Judges names by the triggers that are in force now: a small table, read anew each time. */
  public Function<String, Verdict> judge() {
    List<Compiled> rules = inForce().stream().flatMap(Triggers::compiled).toList();
    return name ->
        Verdict.of(
            rules.stream()
                .filter(each -> each.pattern().matches(name))
                .map(Compiled::rule)
                .toList(),
            name);
  }

  /** Nothing when its pattern cannot be read: one bad trigger must not stop all files. */
  private static Stream<Compiled> compiled(Rule rule) {
    try {
      return Stream.of(new Compiled(rule.inBounds(), NamePattern.of(rule.pattern())));
    } catch (IllegalArgumentException e) {
      // stored by an older p3s that took what this one does not
      LOG.warnf("Trigger %s is passed over: its pattern %s", rule.name(), e.getMessage());
      return Stream.empty();
    }
  }

  /** The triggers that files are judged by now. */
  public List<Rule> inForce() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select g.id, g.name, g.pattern, v.id version_id, t.name template, g.prescale, g.eta, g.priority,
                           g.reserve
                    from trigger g
                    join dag_template t on t.id = g.template_id
                    join dag_template_version v on v.template_id = t.id and v.version = t.active_version
                    where g.enabled and g.deleted_at is null and t.deleted_at is null
                    order by g.id
                    """)
                .mapTo(Rule.class)
                .list());
  }

  @Transactional
  public List<Trigger> list() {
    return Trigger.listLive();
  }

  @Transactional
  public Trigger find(long id) {
    return Trigger.findLive(id).orElseThrow(() -> Refusal.notFound("trigger", id));
  }

  /** The name of the template that a trigger starts; null when it was deleted. */
  @Transactional
  public String templateOf(Trigger trigger) {
    DagTemplate template = DagTemplate.findById(trigger.templateId);
    return template == null || template.deletedAt != null ? null : template.name;
  }

  /** A new trigger; refused when the name is taken. */
  @Transactional
  public Trigger create(TriggerRequest request, String who) {
    Trigger trigger = new Trigger();
    trigger.prescale = 1;
    trigger.enabled = true;
    apply(request, trigger);
    trigger.createdBy = who;
    trigger.createdAt = Instant.now();
    lockNames();
    if (Trigger.count("name = ?1 and deletedAt is null", trigger.name) > 0) {
      throw Refusal.conflict(
          "trigger-exists", "There is a trigger %s already.".formatted(trigger.name));
    }
    trigger.persist();
    audit.note(who, "create trigger", trigger.name, request.toString());
    return trigger;
  }

  /** Two triggers of one name at once: the second waits here and sees the first. */
  private void lockNames() {
    jdbi.useHandle(handle -> handle.execute("lock table trigger in share row exclusive mode"));
  }

  /** Changes what is given; null leaves a part as it is. */
  @Transactional
  public Trigger change(long id, TriggerRequest request, String who) {
    Trigger trigger = find(id);
    if (request.name() != null && !request.name().equals(trigger.name)) {
      throw Refusal.invalid("name", "name cannot be changed");
    }
    apply(request, trigger);
    audit.note(who, "change trigger", trigger.name, request.toString());
    return trigger;
  }

  private void apply(TriggerRequest request, Trigger trigger) {
    trigger.name = request.name() == null ? trigger.name : request.name();
    trigger.pattern = request.pattern() == null ? trigger.pattern : request.pattern();
    if (request.template() != null) {
      trigger.templateId = templates.find(request.template(), null).templateId();
    }
    trigger.prescale = request.prescale() == null ? trigger.prescale : request.prescale();
    Duration eta = request.eta();
    trigger.eta = eta == null ? trigger.eta : eta.toString();
    trigger.priority = request.priority() == null ? trigger.priority : request.priority();
    trigger.enabled = request.enabled() == null ? trigger.enabled : request.enabled();
  }

  /** Files start nothing by it any more; workflows that it started stay. */
  @Transactional
  public void delete(long id, String who) {
    Trigger trigger = find(id);
    trigger.deletedAt = Instant.now();
    audit.note(who, "delete trigger", trigger.name, "");
  }
}
