package org.p3s.server.data.trigger;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.account.Audit;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.DagTemplates;

/** Makes, changes, pauses, resumes and deletes triggers. */
@ApplicationScoped
public class Triggers {

  private final Jdbi jdbi;
  private final DagTemplates templates;
  private final TriggerCheck check;
  private final Audit audit;

  Triggers(Jdbi jdbi, DagTemplates templates, TriggerCheck check, Audit audit) {
    this.jdbi = jdbi;
    this.templates = templates;
    this.check = check;
    this.audit = audit;
  }

  @Transactional
  public List<Trigger> list() {
    return Trigger.listLive();
  }

  @Transactional
  public Trigger find(long id) {
    return Trigger.findLive(id).orElseThrow(() -> Refusal.notFound("trigger", id));
  }

  /** A new trigger; refused when the name is taken. */
  @Transactional
  public Trigger create(TriggerRequest request, String who) {
    lockAll();
    Trigger trigger = new Trigger();
    trigger.prescale = 1;
    trigger.enabled = true;
    apply(request, trigger);
    trigger.createdBy = who;
    trigger.createdAt = Instant.now();
    if (Trigger.count("name = ?1 and deletedAt is null", trigger.name) > 0) {
      throw Refusal.conflict(
          "trigger-exists", "There is a trigger %s already.".formatted(trigger.name));
    }
    trigger.persistAndFlush();
    setPrescales(trigger.id, request);
    audit.note(who, "create trigger", trigger.name, request.toString());
    return trigger;
  }

  /**
   * Two triggers of one name at once: the second waits here and sees the first. So do those who
   * hold files for a trigger that is being resumed.
   */
  private void lockAll() {
    jdbi.useHandle(
        handle -> handle.createQuery("select lock_triggers()").mapTo(String.class).one());
  }

  private Trigger lock(long id) {
    lockAll();
    return Trigger.lockLive(id).orElseThrow(() -> Refusal.notFound("trigger", id));
  }

  /** Changes what is given; null leaves a part as it is. */
  @Transactional
  public Trigger change(long id, TriggerRequest request, String who) {
    Trigger trigger = lock(id);
    apply(request, trigger);
    setPrescales(id, request);
    audit.note(who, "change trigger", trigger.name, request.toString());
    return trigger;
  }

  private void apply(TriggerRequest request, Trigger trigger) {
    // it was checked before, but another one may have reserved its part since
    check
        .reserve(trigger, request)
        .ifPresent(
            each -> {
              throw Refusal.invalid(List.of(each));
            });
    trigger.name = request.name() == null ? trigger.name : request.name();
    trigger.pattern = request.pattern() == null ? trigger.pattern : request.pattern();
    if (request.template() != null) {
      trigger.templateId = templates.find(request.template(), null).templateId();
    }
    trigger.prescale = request.prescale() == null ? trigger.prescale : request.prescale();
    trigger.eta = request.choose("eta", text(request.eta()), trigger.eta);
    trigger.priority = request.choose("priority", request.priority(), trigger.priority);
    trigger.maxBacklog = request.choose("maxBacklog", request.maxBacklog(), trigger.maxBacklog);
    trigger.minSize = request.choose("minSize", request.minSize(), trigger.minSize);
    trigger.maxAge = request.choose("maxAge", text(request.maxAge()), trigger.maxAge);
    Double reserve = request.reserve();
    trigger.reserve =
        request.choose(
            "reserve", reserve == null ? null : BigDecimal.valueOf(reserve), trigger.reserve);
    trigger.enabled = request.enabled() == null ? trigger.enabled : request.enabled();
  }

  private static String text(Duration duration) {
    return duration == null ? null : duration.toString();
  }

  private void setPrescales(long trigger, TriggerRequest request) {
    List<Prescales.Special> all = request.prescales();
    if (all == null && !request.unsets("prescales")) {
      return;
    }
    List<Prescales.Special> now = all == null ? List.of() : all;
    jdbi.useHandle(
        handle -> {
          handle.execute("delete from trigger_prescale where trigger_id = ?", trigger);
          handle
              .createUpdate(
                  """
                  insert into trigger_prescale (trigger_id, run, stream, prescale)
                  select :trigger, * from unnest(:runs, :streams, :prescales)
                  """)
              .bind("trigger", trigger)
              .bind("runs", longs(now, Prescales.Special::run))
              .bind("streams", texts(now, Prescales.Special::stream))
              .bind("prescales", ints(now, Prescales.Special::prescale))
              .execute();
        });
  }

  /** Files that it would take are held from now on; saying it again changes nothing. */
  @Transactional
  public Trigger pause(long id, String who) {
    Trigger trigger = lock(id);
    if (trigger.pausedAt == null) {
      trigger.pausedAt = Instant.now();
      // what an earlier resume has not decided yet waits for the next one
      trigger.resume = null;
      trigger.resumedAt = null;
      audit.note(who, "pause trigger", trigger.name, "");
    }
    return trigger;
  }

  /**
   * Takes files again, and decides about those that were missed, one after the other. Said again
   * while that goes on, it is how the rest is decided.
   */
  @Transactional
  public Trigger resume(long id, Resume missed, String who) {
    Trigger trigger = lock(id);
    if (trigger.pausedAt == null && trigger.resume == null) {
      throw Refusal.conflict(
          "trigger-not-paused", "Trigger %s is not paused.".formatted(trigger.name));
    }
    if (!trigger.enabled && missed != Resume.NONE) {
      throw Refusal.conflict(
          "trigger-disabled",
          "Trigger %s is disabled; enable it first, or resume it with none of the missed files."
              .formatted(trigger.name));
    }
    decide(trigger, missed);
    audit.note(who, "resume trigger", trigger.name, "missed " + missed);
    return trigger;
  }

  private void decide(Trigger trigger, Resume missed) {
    trigger.pausedAt = null;
    trigger.resume = missed;
    // deadlines count from here, and are judged by the database's clock
    trigger.resumedAt =
        jdbi.withHandle(handle -> handle.createQuery("select now()").mapTo(Instant.class).one());
  }

  /**
   * Files start nothing by it any more; workflows that it started stay, what it holds is let go.
   */
  @Transactional
  public void delete(long id, String who) {
    Trigger trigger = lock(id);
    trigger.deletedAt = Instant.now();
    if (trigger.pausedAt != null || trigger.resume != null) {
      decide(trigger, Resume.NONE);
    }
    audit.note(who, "delete trigger", trigger.name, "");
  }
}
