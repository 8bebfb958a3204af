package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s run}. */
@Command(
    name = "run",
    description = "Runs of data taking: list, show, and what run control says.",
    footer = {"", "Examples:", "  p3s run list --state OPEN", "  p3s run show 5141"})
public final class RunCommand {

  private static final String RUNS = "runs";

  private static final List<Column> COLUMNS =
      Column.of(
          "run number",
          "state",
          "seen seenAt",
          "started startedAt",
          "ended endedAt",
          "last file lastFileAt",
          "files",
          "causes");

  /** The states of a run that can be asked for. */
  enum State {
    OPEN,
    ENDED
  }

  @Command(name = "list", description = "Lists runs, the highest number first.")
  int list(
      @Mixin Session session,
      @Option(names = "--state", description = "OPEN or ENDED.") State state,
      @Mixin Page page) {
    Route route = page.of(Route.to(RUNS).with("state", state));
    session.output().list(session.api().get(route), COLUMNS);
    return 0;
  }

  @Command(name = "show", description = "Shows a run.")
  int show(@Mixin Session session, @Parameters(paramLabel = "RUN") long run) {
    session.output().item(session.api().get(Route.to(RUNS, run)), COLUMNS);
    return 0;
  }

  @Command(name = "start", description = "Says that data taking has begun.")
  int start(@Mixin Session session, @Parameters(paramLabel = "RUN") long run) {
    return change(session, run, "start");
  }

  @Command(name = "stop", description = "Says that data taking has ended; files may still come.")
  int stop(@Mixin Session session, @Parameters(paramLabel = "RUN") long run) {
    return change(session, run, "stop");
  }

  private static int change(Session session, long run, String verb) {
    JsonNode now = session.api().post(Route.to(RUNS, run, verb));
    session.output().item(now, COLUMNS);
    return 0;
  }
}
