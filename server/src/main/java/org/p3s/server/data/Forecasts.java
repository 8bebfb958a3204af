package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.dag.Scope;
import org.p3s.server.data.trigger.Rule;
import org.p3s.server.data.trigger.Rules;
import org.p3s.server.deadline.Forecast;
import org.p3s.server.deadline.Outlook;
import org.p3s.server.platform.Refusal;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.Demands;
import org.p3s.server.workflow.priority.RulesInForce;

/** What is to be expected of files that come now, trigger by trigger. */
@ApplicationScoped
public class Forecasts {

  private static final int MOST = 1_000_000;

  private final Rules rules;
  private final DagTemplates templates;
  private final Demands demands;
  private final RulesInForce priorities;
  private final Outlook outlook;

  Forecasts(
      Rules rules,
      DagTemplates templates,
      Demands demands,
      RulesInForce priorities,
      Outlook outlook) {
    this.rules = rules;
    this.templates = templates;
    this.demands = demands;
    this.priorities = priorities;
    this.outlook = outlook;
  }

  /**
   * With so many pilots more and one file in so many.
   *
   * @param morePilots negative for fewer; null for none
   * @param prescale null for all files
   */
  public Forecast of(Integer morePilots, Integer prescale) {
    List<Violation> wrong = new ArrayList<>();
    int more = morePilots == null ? 0 : morePilots;
    int scale = prescale == null ? 1 : prescale;
    if (Math.abs((long) more) > MOST) {
      wrong.add(new Violation("pilots", null, "pilots must be from -1000000 to 1000000"));
    }
    if (scale < 1) {
      wrong.add(new Violation("prescale", null, "prescale must be 1 or more"));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.invalid(wrong);
    }
    RulesInForce.Rules ruled = priorities.read();
    return outlook.forecast(
        rules.inForce().stream().flatMap(each -> ask(each, ruled)).toList(),
        new Forecast.WhatIf(more, scale));
  }

  /**
   * Nothing of a merge, which no single file starts, and of a trigger whose template, stored by an
   * older p3s, cannot be read any more.
   */
  private Stream<Outlook.Ask> ask(Rule rule, RulesInForce.Rules ruled) {
    try {
      CompiledTemplate template = templates.compile(rule.versionId());
      return template.dag().scope() == Scope.FILE
          ? Stream.of(ask(rule, template, ruled))
          : Stream.empty();
    } catch (IllegalStateException e) {
      return Stream.empty();
    }
  }

  private static Duration eta(Rule rule, CompiledTemplate template) {
    return rule.eta() == null ? template.dag().eta() : rule.eta();
  }

  private Outlook.Ask ask(Rule rule, CompiledTemplate template, RulesInForce.Rules ruled) {
    return new Outlook.Ask(
        rule.name(),
        rule.template(),
        eta(rule, template),
        demands.of(
            template,
            null,
            rule.priority(),
            rule.share(),
            job -> ruled.of(template.templateId(), job, null, null)));
  }
}
