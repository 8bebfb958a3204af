package org.p3s.server.data.trigger;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.platform.Durations;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.Submissions;

/** Finds all that is wrong with a trigger that somebody wants. */
@ApplicationScoped
class TriggerCheck {

  /** How much of the slots all triggers together may keep for themselves. */
  static final BigDecimal MOST_RESERVED = new BigDecimal("0.9");

  private final DagTemplates templates;
  private final Submissions submissions;
  private final Jdbi jdbi;

  TriggerCheck(DagTemplates templates, Submissions submissions, Jdbi jdbi) {
    this.templates = templates;
    this.submissions = submissions;
    this.jdbi = jdbi;
  }

  /** What a new trigger must hold. */
  void checkNew(TriggerRequest request, List<Violation> broken) {
    TriggerSyntax.checkNew(request, broken);
    check(new Trigger(), request, broken);
  }

  /** What a change of this trigger must hold. */
  void check(Trigger old, TriggerRequest request, List<Violation> broken) {
    TriggerSyntax.check(request, broken);
    if (request.name() != null && old.name != null && !request.name().equals(old.name)) {
      add(broken, "name", "cannot be changed");
    }
    if (request.eta() != null || request.template() != null) {
      eta(old, request, template(old, request, broken), broken);
    }
    reserve(old, request).ifPresent(broken::add);
  }

  /** The template that the trigger will have; null when there is none. */
  private CompiledTemplate template(Trigger old, TriggerRequest request, List<Violation> broken) {
    String name = request.template();
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")) {
      add(broken, "template", "is no template's name");
      return null;
    }
    try {
      if (name != null) {
        return templates.find(name, null);
      }
      return old.templateId == null ? null : templates.findActive(old.templateId);
    } catch (Refusal e) {
      broken.add(new Violation("template", null, e.getMessage()));
    } catch (IllegalStateException e) {
      // stored by an older p3s that took what this one does not
      add(broken, "template", "cannot be read any more");
    }
    return null;
  }

  private void eta(
      Trigger old, TriggerRequest request, CompiledTemplate template, List<Violation> broken) {
    Duration eta = request.choose("eta", request.eta(), old.eta());
    if (eta == null || !Durations.isInBounds(eta) || template == null) {
      return;
    }
    Duration path = submissions.estimatedPath(template.dag());
    if (eta.compareTo(path) < 0) {
      add(
          broken,
          "eta",
          "%s is impossible: by its own estimates template %s takes %s"
              .formatted(eta, template.name(), path));
    }
  }

  /** Whether the enabled triggers keep no more than they may; what they do is read now. */
  Optional<Violation> reserve(Trigger old, TriggerRequest request) {
    Double given = request.reserve();
    if (given != null && !(given >= 0 && given <= MOST_RESERVED.doubleValue())) {
      return Optional.of(
          new Violation("reserve", null, "reserve must be between 0 and " + MOST_RESERVED));
    }
    BigDecimal wanted =
        request.choose("reserve", given == null ? null : BigDecimal.valueOf(given), old.reserve);
    boolean enabled = request.enabled() == null ? old.id == null || old.enabled : request.enabled();
    if (wanted == null || !enabled || (given == null && request.enabled() == null)) {
      return Optional.empty();
    }
    BigDecimal all = wanted.add(reservedBesides(old.id == null ? -1 : old.id));
    return all.compareTo(MOST_RESERVED) <= 0
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "reserve",
                null,
                "The enabled triggers would reserve %s of the slots together, %s at most can be."
                    .formatted(all.stripTrailingZeros().toPlainString(), MOST_RESERVED)));
  }

  private BigDecimal reservedBesides(long trigger) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select coalesce(sum(reserve), 0) from trigger
                    where enabled and deleted_at is null and id <> :id
                    """)
                .bind("id", trigger)
                .mapTo(BigDecimal.class)
                .one());
  }

  private static void add(List<Violation> broken, String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }
}
