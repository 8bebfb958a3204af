package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Inputs;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s job}. */
@Command(
    name = "job",
    subcommands = JobLogs.class,
    description = "Jobs: submit lone ones, look at them, read their logs, cancel.",
    footer = {
      "",
      "Examples:",
      "  p3s job submit jobs.json",
      "  p3s job list --workflow 7",
      "  p3s job explain 28673",
      "  p3s job logs 28673 --stderr --follow"
    })
public final class JobCommand {

  static final String JOBS = "jobs";

  static final List<Column> COLUMNS =
      Column.of(
          "id",
          "name",
          "type jobType",
          "state",
          "cause",
          "exit exitCode",
          "pilot pilotId",
          "started startedAt",
          "ended endedAt",
          "reason");

  /** The states of a job that can be asked for. */
  enum State {
    WAITING,
    READY,
    DISPATCHED,
    RUNNING,
    FINISHED,
    FAILED,
    DROPPED,
    CANCELLED,
    SKIPPED
  }

  @Command(
      name = "submit",
      description = "Submits lone jobs: one JSON object or a list of them; all are taken or none.",
      footer = {
        "",
        "A job is {\"name\": …, \"payload\": …, \"env\": {…}, \"jobType\": …, \"timeLimit\": seconds}.",
        "Job files of older versions of p3s are taken as they are."
      })
  int submit(
      @Mixin Session session,
      @Parameters(paramLabel = "FILE", description = "JSON; - is the standard input.")
          String file) {
    JsonNode jobs = Inputs.json(file, session.surroundings());
    JsonNode made = session.api().post(Route.to(JOBS), Api.Body.json(jobs));
    if (made.has("items")) {
      session.output().list(made, Column.of("id", "workflow workflowId", "name", "state"));
    } else {
      session.output().item(made, Column.of("id", "workflow workflowId", "name", "state"));
    }
    return 0;
  }

  @Command(name = "list", description = "Lists jobs, the newest first.")
  int list(
      @Mixin Session session,
      @Option(
              names = "--state",
              description =
                  "WAITING, READY, DISPATCHED, RUNNING, FINISHED, FAILED, DROPPED, CANCELLED or SKIPPED.")
          State state,
      @Option(names = "--type", description = "Those of a job type.") String type,
      @Option(names = "--workflow", paramLabel = "ID", converter = Values.Id.class) Long workflow,
      @Option(names = "--pilot", paramLabel = "ID", converter = Values.Id.class) Long pilot,
      @Mixin Page page) {
    Route route =
        Route.to(JOBS)
            .with("state", state)
            .with("type", type)
            .with("workflow", workflow)
            .with("pilot", pilot);
    session.output().list(session.api().get(page.of(route)), COLUMNS);
    return 0;
  }

  @Command(name = "show", description = "Shows a job and its attempts.")
  int show(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    JsonNode detail = session.api().get(Route.to(JOBS, id));
    Output output = session.output();
    if (output.isJson()) {
      output.json(detail);
      return 0;
    }
    output.item(
        detail.path("job"),
        Column.of(
            "id",
            "name",
            "workflow workflowId",
            "type jobType",
            "state",
            "reason",
            "cause",
            "exit code exitCode",
            "attempt",
            "priority",
            "latest start latestStart",
            "pilot pilotId",
            "created createdAt",
            "ready readyAt",
            "dispatched dispatchedAt",
            "started startedAt",
            "ended endedAt"));
    output.part(
        "Attempts",
        detail.path("attempts"),
        Column.of(
            "attempt",
            "pilot pilotId",
            "outcome",
            "cause",
            "exit exitCode",
            "MiB peakRssMib",
            "started startedAt",
            "ended endedAt",
            "note",
            "message"));
    return 0;
  }

  @Command(name = "explain", description = "Says why a job is where it is.")
  int explain(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    JsonNode why = session.api().get(Route.to(JOBS, id, "explain"));
    Output output = session.output();
    if (output.isJson()) {
      output.json(why);
      return 0;
    }
    output.line(why.path("summary").asText());
    why.path("details").forEach(each -> output.line("  " + each.asText()));
    return 0;
  }

  @Command(name = "cancel", description = "Cancels a job; what depends on it is skipped.")
  int cancel(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    JsonNode job = session.api().post(Route.to(JOBS, id, "cancel"));
    session.output().item(job, Column.of("id", "name", "state", "reason"));
    return 0;
  }
}
