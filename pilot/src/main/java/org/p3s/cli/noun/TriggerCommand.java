package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s trigger}. */
@Command(
    name = "trigger",
    description = "Triggers, which start a template for files that match.",
    footer = {
      "",
      "Examples:",
      "  p3s trigger add tpc 'np04_raw_run[0-9]+_.*[.]root' tpcmonitor --prescale 4",
      "  p3s trigger test np04_raw_run005141_0001_dl1.root",
      "  p3s trigger disable 3"
    })
public final class TriggerCommand {

  private static final String TRIGGERS = "triggers";

  private static final List<Column> COLUMNS =
      Column.of(
          "id",
          "name",
          "pattern",
          "template",
          "prescale",
          "eta",
          "priority",
          "enabled",
          "by createdBy");

  /** What can be said of a trigger besides its name, pattern and template. */
  static final class Rule {
    @Option(names = "--prescale", paramLabel = "N", description = "Takes one file in N.")
    private Integer prescale;

    @Option(names = "--eta", paramLabel = "PT10M", description = "Default: the template's.")
    private Duration eta;

    @Option(
        names = "--priority",
        paramLabel = "N",
        description = "Of all jobs; default: the template's.")
    private Integer priority;

    ObjectNode fill(ObjectNode request) {
      if (prescale != null) {
        request.put("prescale", prescale);
      }
      if (eta != null) {
        request.put("eta", eta.toString());
      }
      if (priority != null) {
        request.put("priority", priority);
      }
      return request;
    }
  }

  @Command(name = "add", description = "Adds a trigger.")
  int add(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(
              paramLabel = "PATTERN",
              description = "Regular expression for the whole name of a file.")
          String pattern,
      @Parameters(paramLabel = "TEMPLATE") String template,
      @Mixin Rule rule) {
    ObjectNode request =
        Api.object().put("name", name).put("pattern", pattern).put("template", template);
    JsonNode made = session.api().post(Route.to(TRIGGERS), Api.Body.json(rule.fill(request)));
    session.output().item(made, COLUMNS);
    return 0;
  }

  @Command(name = "list", description = "Lists the triggers.")
  int list(@Mixin Session session) {
    session.output().list(session.api().get(Route.to(TRIGGERS)), COLUMNS);
    return 0;
  }

  @Command(name = "set", description = "Changes what is given of a trigger.")
  int set(
      @Mixin Session session,
      @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id,
      @Mixin Rule rule) {
    return change(session, id, rule.fill(Api.object()));
  }

  @Command(name = "enable", description = "Puts a trigger in force.")
  int enable(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return change(session, id, Api.object().put("enabled", true));
  }

  @Command(name = "disable", description = "Takes a trigger out of force.")
  int disable(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return change(session, id, Api.object().put("enabled", false));
  }

  private static int change(Session session, long id, ObjectNode change) {
    session.output().item(session.api().patch(Route.to(TRIGGERS, id), change), COLUMNS);
    return 0;
  }

  @Command(name = "remove", description = "Removes a trigger; what it has started stays.")
  int remove(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    session.api().delete(Route.to(TRIGGERS, id));
    session.output().say("Trigger %d is removed.".formatted(id));
    return 0;
  }

  @Command(name = "test", description = "Says what would happen to a file of this name.")
  int test(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME", description = "A file's name, without folder.")
          String name) {
    Api.Body body = Api.Body.json(Api.object().put("name", name));
    JsonNode outcome = session.api().post(Route.to(TRIGGERS, "test"), body);
    Output output = session.output();
    output.item(outcome, Column.of("name", "state", "reason"));
    output.part(
        "Triggers that match",
        outcome.path("triggers"),
        Column.of("trigger", "template", "prescale", "starts"));
    return 0;
  }
}
