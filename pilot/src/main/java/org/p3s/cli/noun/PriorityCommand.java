package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s priority}. */
@Command(
    name = "priority",
    description = "Which jobs go first. The effect is there at the next claim.",
    footer = {
      "",
      "Examples:",
      "  p3s priority set 100 --run 5141",
      "  p3s priority set 50 --template tpcmonitor --vertex purity",
      "  p3s priority set -10 --stream calibration --dry-run",
      "  p3s priority set 10 --workflow 12",
      "  p3s priority list",
      "  p3s priority remove 3"
    })
public final class PriorityCommand {

  private static final String PRIORITIES = "priorities";

  private static final List<Column> COLUMNS =
      Column.of("id", "priority", "template", "vertex", "run", "stream", "by setBy", "set setAt");

  /** Which jobs are meant: those that have all that is given. */
  static final class Meant {
    @Option(names = "--template", paramLabel = "NAME", description = "Jobs of this template.")
    private String template;

    @Option(
        names = "--vertex",
        paramLabel = "NAME",
        description = "With --template: only its jobs of this name.")
    private String vertex;

    @Option(names = "--run", paramLabel = "N", description = "Jobs of this run.")
    private Long run;

    @Option(
        names = "--stream",
        paramLabel = "NAME",
        description = "Jobs of workflows that a file of this data stream started.")
    private String stream;

    boolean isRule() {
      return template != null || vertex != null || run != null || stream != null;
    }

    ObjectNode fill(ObjectNode request) {
      if (template != null) {
        request.put("template", template);
      }
      if (vertex != null) {
        request.put("vertex", vertex);
      }
      if (run != null) {
        request.put("run", run);
      }
      return stream == null ? request : request.put("stream", stream);
    }
  }

  /** One thing that exists, instead of a rule. */
  static final class One {
    @Option(
        names = "--workflow",
        paramLabel = "ID",
        converter = Values.Id.class,
        description = "The jobs of this workflow; no rule is kept.")
    private Long workflow;

    @Option(
        names = "--job",
        paramLabel = "ID",
        converter = Values.Id.class,
        description = "This job; no rule is kept.")
    private Long job;
  }

  @Command(
      name = "set",
      description = {
        "Gives jobs that wait this priority; higher goes first, 0 is usual.",
        "Given by template, run or stream it holds as a rule for jobs that come later too, whatever"
            + " their template, trigger or submitter says. Of several rules the one that says most"
            + " counts, of equally exact ones the one set last."
      })
  int set(
      @Mixin Session session,
      @Parameters(paramLabel = "PRIORITY", description = "-1000 to 1000.") int priority,
      @Mixin Meant meant,
      @Mixin One one,
      @Option(names = "--dry-run", description = "Only counts the jobs that would move.")
          boolean dryRun) {
    int ways =
        (meant.isRule() ? 1 : 0) + (one.workflow == null ? 0 : 1) + (one.job == null ? 0 : 1);
    if (ways != 1) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "Say which jobs: --template, --run and --stream, or --workflow, or --job.");
    }
    ObjectNode request = Api.object().put("priority", priority);
    if (meant.isRule()) {
      return setRule(session, meant.fill(request), dryRun);
    }
    if (dryRun) {
      throw new CommandFailed(
          ExitCode.USAGE, "--dry-run goes with --template, --run and --stream.");
    }
    Route route = one.job == null ? Route.to("workflows", one.workflow) : Route.to("jobs", one.job);
    session
        .output()
        .item(session.api().patch(route, request), Column.of("id", "state", "priority"));
    return 0;
  }

  /** {@code set -10} is no unknown option. */
  public static void takeNegativeNumbers(CommandLine commands) {
    commands
        .getSubcommands()
        .get("priority")
        .getSubcommands()
        .get("set")
        .setUnmatchedOptionsArePositionalParams(true);
  }

  private static int setRule(Session session, ObjectNode request, boolean dryRun) {
    Route route = Route.to(PRIORITIES).with("dryRun", dryRun ? true : null);
    JsonNode done = session.api().post(route, Api.Body.json(request));
    session.output().item(done, Column.of("reordered"));
    return 0;
  }

  @Command(name = "list", description = "Lists the rules.")
  int list(@Mixin Session session) {
    session.output().list(session.api().get(Route.to(PRIORITIES)), COLUMNS);
    return 0;
  }

  @Command(
      name = "remove",
      description = "Ends a rule for jobs that come later; those that wait keep their priority.")
  int remove(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    session.api().delete(Route.to(PRIORITIES, id));
    session.output().say("Priority rule %d is removed.".formatted(id));
    return 0;
  }
}
