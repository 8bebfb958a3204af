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

/** {@code p3s workflow}. */
@Command(
    name = "workflow",
    subcommands = WorkflowSubmit.class,
    description = "Workflows: submit, look at, start, cancel.",
    footer = {
      "",
      "Examples:",
      "  p3s workflow submit 3filters --files fileinfo.json --wait --timeout 5m",
      "  p3s workflow list --state RUNNING",
      "  p3s workflow show 7"
    })
public final class WorkflowCommand {

  static final String WORKFLOWS = "workflows";

  @Command(name = "list", description = "Lists workflows, the newest first.")
  int list(
      @Mixin Session session,
      @Option(
              names = "--state",
              description = "DEFINED, RUNNING, FINISHED, FAILED, DROPPED or CANCELLED.")
          WorkflowState state,
      @Option(names = "--run", paramLabel = "N", description = "Those of a run.") Long run,
      @Option(names = "--file", paramLabel = "ID", description = "Those of a file.") Long file,
      @Mixin Page page) {
    Route route = Route.to(WORKFLOWS).with("state", state).with("run", run).with("file", file);
    session
        .output()
        .list(
            session.api().get(page.of(route)),
            Column.of(
                "id",
                "name",
                "state",
                "run",
                "jobs",
                "left jobsLeft",
                "created createdAt",
                "deadline",
                "reason"));
    return 0;
  }

  @Command(name = "show", description = "Shows a workflow with its jobs and files.")
  int show(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    show(session.output(), session.api().get(Route.to(WORKFLOWS, id)));
    return 0;
  }

  static void show(Output output, JsonNode workflow) {
    output.item(
        workflow,
        Column.of(
            "id",
            "uuid",
            "name",
            "template",
            "version",
            "state",
            "reason",
            "run",
            "file fileId",
            "priority",
            "eta",
            "deadline",
            "created by createdBy",
            "created createdAt",
            "started startedAt",
            "ended endedAt"));
    output.part("Jobs", workflow.path("jobList"), JobCommand.COLUMNS);
    output.part(
        "Files",
        workflow.path("files"),
        Column.of("from source", "to target", "tag dataTag", "type dataType", "url"));
  }

  @Command(name = "start", description = "Starts a workflow that was submitted with --no-start.")
  int start(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return change(session, id, "start");
  }

  @Command(name = "cancel", description = "Cancels what has not ended of a workflow.")
  int cancel(
      @Mixin Session session, @Parameters(paramLabel = "ID", converter = Values.Id.class) Long id) {
    return change(session, id, "cancel");
  }

  private static int change(Session session, long id, String verb) {
    JsonNode workflow = session.api().post(Route.to(WORKFLOWS, id, verb));
    session.output().item(workflow, Column.of("id", "name", "state", "reason"));
    return 0;
  }
}
