package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
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
      "  p3s trigger set 3 --prescale-for 5141:raw=10 --max-backlog 200 --max-age 1h",
      "  p3s trigger set 3 --unset max-age",
      "  p3s trigger test np04_raw_run005141_0001_dl1.root --size 4000000",
      "  p3s trigger pause 3",
      "  p3s trigger resume 3 --missed newest"
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
          "max backlog maxBacklog",
          "min size minSize",
          "max age maxAge",
          "reserve",
          "enabled",
          "paused",
          "missed",
          "by createdBy");

  /** What can be taken back. */
  enum Part {
    ETA("eta"),
    PRIORITY("priority"),
    PRESCALES("prescales"),
    MAX_BACKLOG("maxBacklog"),
    MIN_SIZE("minSize"),
    MAX_AGE("maxAge"),
    RESERVE("reserve");

    private final String field;

    Part(String field) {
      this.field = field;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What becomes of the files that a trigger missed while it was paused. */
  enum Missed {
    NEWEST,
    ALL,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
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
      @Mixin TriggerRule rule) {
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
      @Mixin TriggerRule rule,
      @Option(
              names = "--unset",
              paramLabel = "WHAT",
              split = ",",
              description =
                  "Takes back eta, priority, prescales, max-backlog, min-size, max-age or reserve.")
          List<Part> unset) {
    ObjectNode request = rule.fill(Api.object());
    if (unset != null) {
      ArrayNode fields = request.putArray("unset");
      unset.forEach(each -> fields.add(each.field));
    }
    return change(session, id, request);
  }

  @Command(name = "show", description = "Shows a trigger and how many files it holds.")
  int show(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return tell(session, session.api().get(Route.to(TRIGGERS, id)));
  }

  private static int tell(Session session, JsonNode trigger) {
    Output output = session.output();
    if (output.isJson()) {
      output.json(trigger);
      return 0;
    }
    output.item(trigger, COLUMNS);
    if (!trigger.path("prescales").isEmpty()) {
      output.part(
          "Other prescales", trigger.path("prescales"), Column.of("run", "stream", "prescale"));
    }
    return 0;
  }

  @Command(name = "pause", description = "Holds the files that it would take, until it is resumed.")
  int pause(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return tell(session, session.api().post(Route.to(TRIGGERS, id, "pause")));
  }

  @Command(
      name = "resume",
      description = {
        "Takes files again, and decides about those that it missed while it was paused:",
        "newest: the newest first, as long as their deadlines allow; the rest are STALE or SHED.",
        "all: all of them; their deadlines count from now.",
        "none: none of them; they are STALE."
      })
  int resume(
      @Mixin Session session,
      @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id,
      @Option(
              names = "--missed",
              required = true,
              paramLabel = "newest|all|none",
              description = "What becomes of the files that it missed.")
          Missed missed) {
    ObjectNode request = Api.object().put("missed", missed.toString());
    return tell(
        session, session.api().post(Route.to(TRIGGERS, id, "resume"), Api.Body.json(request)));
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

  @Command(
      name = "test",
      description = "Says what would happen to a file like this now, and does nothing.")
  int test(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME", description = "A file's name, without folder.") String name,
      @Option(names = "--run", paramLabel = "N", description = "Default: read from the name.")
          Long run,
      @Option(names = "--stream", description = "Default: read from the name.") String stream,
      @Option(names = "--size", paramLabel = "BYTES", description = "Default: unknown.") Long size,
      @Option(
              names = "--written-at",
              paramLabel = "TIME",
              description = "When it was written, as 2026-01-31T12:00:00Z. Default: unknown.")
          String writtenAt) {
    ObjectNode trial =
        Api.object().put("name", name).put("run", run).put("stream", stream).put("size", size);
    JsonNode outcome =
        session
            .api()
            .post(Route.to(TRIGGERS, "test"), Api.Body.json(trial.put("writtenAt", writtenAt)));
    Output output = session.output();
    output.item(outcome, Column.of("name", "run", "stream", "state", "cause", "reason"));
    output.part(
        "Triggers that match",
        outcome.path("triggers"),
        Column.of("trigger", "template", "prescale", "answer", "starts"));
    return 0;
  }
}
