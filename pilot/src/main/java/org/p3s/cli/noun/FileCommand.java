package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s file}. */
@Command(
    name = "file",
    subcommands = FileAnnounce.class,
    description = "Files of data taking: announce, and see what became of them.",
    footer = {
      "",
      "Examples:",
      "  p3s file announce /data/np04_raw_run005141_0001_dl1.root",
      "  p3s file announce root://eos.example.org//raw/np04_raw_run005141_0002_dl1.root",
      "  p3s file list --run 5141 --state FAILED"
    })
public final class FileCommand {

  static final String FILES = "files";

  /** The states of a file that can be asked for. */
  enum State {
    SEEN,
    SELECTED,
    PROCESSED,
    FAILED,
    PRESCALED,
    STALE,
    SHED,
    UNCLASSIFIED,
    INCOMPLETE
  }

  /** The causes for which files end. */
  enum Cause {
    PRESCALE,
    NO_TRIGGER,
    SHORT,
    SMALL,
    BACKLOG,
    FORECAST,
    AGE,
    LATE,
    PAUSED,
    WORKFLOW
  }

  @Command(name = "list", description = "Lists files, the newest first.")
  int list(
      @Mixin Session session,
      @Option(
              names = "--state",
              description =
                  "SEEN, SELECTED, PROCESSED, FAILED, PRESCALED, STALE, SHED, UNCLASSIFIED or INCOMPLETE.")
          State state,
      @Option(
              names = "--cause",
              description =
                  "PRESCALE, NO_TRIGGER, SHORT, SMALL, BACKLOG, FORECAST, AGE, LATE, PAUSED or WORKFLOW.")
          Cause cause,
      @Option(names = "--run", paramLabel = "N", description = "Those of a run.") Long run,
      @Option(names = "--name", description = "Those whose names begin so.") String name,
      @Mixin Page page) {
    Route route =
        Route.to(FILES)
            .with("state", state)
            .with("cause", cause)
            .with("run", run)
            .with("name", name);
    session
        .output()
        .list(
            session.api().get(page.of(route)),
            Column.of(
                "id",
                "name",
                "run",
                "subrun",
                "stream",
                "size",
                "state",
                "cause",
                "seen seenAt",
                "settled settledAt",
                "reason"));
    return 0;
  }

  @Command(name = "show", description = "Shows a file, its history and its workflows.")
  int show(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    JsonNode detail = session.api().get(Route.to(FILES, id));
    Output output = session.output();
    if (output.isJson()) {
      output.json(detail);
      return 0;
    }
    output.item(
        detail.path("file"),
        Column.of(
            "id",
            "name",
            "url",
            "state",
            "cause",
            "reason",
            "run",
            "subrun",
            "stream",
            "detector",
            "size",
            "adler32",
            "source",
            "written writtenAt",
            "seen seenAt",
            "settled settledAt"));
    output.part("History", detail.path("history"), Column.of("at", "state", "reason"));
    output.part(
        "Conflicts", detail.path("conflicts"), Column.of("at", "size", "adler32", "source"));
    output.part(
        "Workflows",
        detail.path("workflows"),
        Column.of("id", "template", "state", "by createdBy"));
    return 0;
  }
}
