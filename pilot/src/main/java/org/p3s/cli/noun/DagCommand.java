package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Inputs;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s dag}: templates in and out. */
@Command(
    name = "dag",
    description = "DAG templates: import, export, look at.",
    footer = {
      "",
      "Examples:",
      "  p3s dag import 3filters.graphml --name filters",
      "  p3s dag import 3filters.graphml --dry-run",
      "  p3s dag export filters --version 2 -o filters.graphml"
    })
public final class DagCommand {

  private static final String TEMPLATES = "dag-templates";
  private static final String GRAPHML = "application/graphml+xml";

  @Command(
      name = "import",
      description = "Imports GraphML; content that is there already keeps its version.")
  int importGraph(
      @Mixin Session session,
      @Parameters(paramLabel = "FILE", description = "GraphML; - is the standard input.")
          String file,
      @Option(
              names = "--name",
              description = "Name of the template (default: the graph's, else the file's).")
          String name,
      @Option(names = "--dry-run", description = "Only checks it.") boolean dryRun) {
    Api.Body graph = Api.Body.of(GRAPHML, Inputs.bytes(file, session.surroundings()));
    Route route =
        Route.to(TEMPLATES)
            .with("name", name)
            .with("file", file.replaceFirst("^.*/", "").replaceFirst("\\.[^.]*$", ""))
            .with("dryRun", dryRun ? true : null);
    JsonNode answer = imported(session, route, graph, file);
    if (dryRun) {
      showGraph(session.output(), answer, answer);
    } else {
      session.output().item(answer, Column.of("name", "version", "new isNew", "digest"));
    }
    return 0;
  }

  /** Problems are those of the file's lines, so they begin as a compiler's do. */
  private static JsonNode imported(Session session, Route route, Api.Body graph, String file) {
    try {
      return session.api().post(route, graph);
    } catch (CommandFailed e) {
      if (e.details().isEmpty()) {
        throw e;
      }
      throw new CommandFailed(
          e.code(),
          e.getMessage(),
          e.details().stream()
              .map(each -> file + each.replaceFirst("^line (\\d+):", ":$1:"))
              .map(each -> each.startsWith(file + ":") ? each : file + ": " + afterName(each, file))
              .toList());
    }
  }

  private static String afterName(String line, String file) {
    return line.substring(file.length());
  }

  @Command(name = "export", description = "Writes a template as GraphML.")
  int export(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--version", paramLabel = "N", description = "Default: the active one.")
          Integer version,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              description = "Default: the standard output.")
          Path target) {
    byte[] graph =
        session.api().download(Route.to(TEMPLATES, name).with("version", version), GRAPHML);
    if (target == null) {
      session.output().bytes(graph);
      return 0;
    }
    try {
      Files.write(target, graph);
    } catch (IOException e) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "%s cannot be written (%s)".formatted(target, e.getClass().getSimpleName()));
    }
    session.output().say("Written to " + target + ".");
    return 0;
  }

  @Command(name = "list", description = "Lists the templates.")
  int list(@Mixin Session session) {
    session
        .output()
        .list(
            session.api().get(Route.to(TEMPLATES)),
            Column.of(
                "name",
                "active activeVersion",
                "versions",
                "vertices",
                "edges",
                "since createdAt"));
    return 0;
  }

  @Command(name = "show", description = "Shows a template's jobs and files.")
  int show(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--version", paramLabel = "N", description = "Default: the active one.")
          Integer version) {
    JsonNode view = session.api().get(Route.to(TEMPLATES, name).with("version", version));
    showGraph(session.output(), view, view.path("dag"));
    return 0;
  }

  private static void showGraph(Output output, JsonNode item, JsonNode dag) {
    output.item(item, Column.of("name", "version", "eta dag.eta", "late dag.late", "digest"));
    output.part(
        "Jobs",
        dag.path("vertices"),
        Column.of("job id", "type jobType", "priority", "limit timeLimit", "payload"));
    output.part(
        "Files",
        dag.path("edges"),
        Column.of("from source", "to target", "tag dataTag", "type dataType", "name", "when"));
  }

  @Command(name = "versions", description = "Lists the versions of a template.")
  int versions(@Mixin Session session, @Parameters(paramLabel = "NAME") String name) {
    session
        .output()
        .list(
            session.api().get(Route.to(TEMPLATES, name, "versions")),
            Column.of("version", "vertices", "edges", "by createdBy", "since createdAt", "digest"));
    return 0;
  }

  @Command(name = "activate", description = "Makes new workflows follow this version.")
  int activate(
      @Mixin Session session,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") int version) {
    Api.Body body = Api.Body.json(Api.object().put("version", version));
    session.api().post(Route.to(TEMPLATES, name, "activate"), body);
    session.output().say("New workflows of %s follow version %d.".formatted(name, version));
    return 0;
  }
}
