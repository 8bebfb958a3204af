package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s job-types}. */
@Command(
    name = "job-types",
    description = "Kinds of jobs: how many run at a time, and pauses.",
    footer = {
      "",
      "Examples:",
      "  p3s job-types list",
      "  p3s job-types limit reco 20",
      "  p3s job-types limit reco --none",
      "  p3s job-types pause reco --comment 'calibration is wrong'"
    })
public final class JobTypesCommand {

  private static final String TYPES = "job-types";

  private static final List<Column> COLUMNS =
      Column.of(
          "name",
          "limit",
          "paused",
          "held",
          "ready",
          "comment",
          "by changedBy",
          "changed changedAt");

  /** Why, for those who look at the type or at a job that waits. */
  static final class Why {
    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown with the type.")
    private String comment;

    ObjectNode fill(ObjectNode change) {
      return comment == null ? change : change.put("comment", comment);
    }
  }

  @Command(name = "list", description = "Lists the types with the jobs that they have now.")
  int list(@Mixin Session session) {
    session.output().list(session.api().get(Route.to(TYPES)), COLUMNS);
    return 0;
  }

  @Command(name = "show", description = "Shows a type.")
  int show(@Mixin Session session, @Parameters(paramLabel = "TYPE") String type) {
    session.output().item(session.api().get(Route.to(TYPES, type)), COLUMNS);
    return 0;
  }

  @Command(
      name = "limit",
      description = "Limits how many run at a time. What runs goes on; the rest waits.")
  int limit(
      @Mixin Session session,
      @Parameters(index = "0", paramLabel = "TYPE") String type,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "N",
              description = "At most so many run at a time, on all pilots together.")
          Integer number,
      @Option(names = "--none", description = "Takes the limit away.") boolean none,
      @Mixin Why why) {
    if (none == (number != null)) {
      throw new CommandFailed(ExitCode.USAGE, "Give a number or --none.");
    }
    return change(session, type, why.fill(Api.object().put("limit", number)));
  }

  @Command(name = "pause", description = "Starts none any more. What runs goes on.")
  int pause(@Mixin Session session, @Parameters(paramLabel = "TYPE") String type, @Mixin Why why) {
    return change(session, type, why.fill(Api.object().put("paused", true)));
  }

  @Command(name = "resume", description = "Ends a pause.")
  int resume(@Mixin Session session, @Parameters(paramLabel = "TYPE") String type, @Mixin Why why) {
    return change(session, type, why.fill(Api.object().put("paused", false)));
  }

  @Command(name = "reset", description = "Takes back limit, pause and comment.")
  int reset(@Mixin Session session, @Parameters(paramLabel = "TYPE") String type) {
    session.api().delete(Route.to(TYPES, type));
    session.output().say("Nothing limits jobs of type %s.".formatted(type));
    return 0;
  }

  private static int change(Session session, String type, ObjectNode change) {
    session.output().item(session.api().patch(Route.to(TYPES, type), change), COLUMNS);
    return 0;
  }
}
