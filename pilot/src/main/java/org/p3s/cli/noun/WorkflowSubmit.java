package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;
import org.p3s.cli.session.Inputs;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code p3s workflow submit}. */
@Command(
    name = "submit",
    description = "Makes a workflow of a template and starts it.",
    footer = {
      "",
      "FILE of --files: {\"source:target\": {\"name\": …, \"dirpath\": …, \"comment\": …}, …}",
      "FILE of --jobs:  {\"vertex\": {\"payload\": …, \"env\": {…}}, …}",
      "",
      "With --wait the exit code is 0 when it FINISHED, 1 when it ended otherwise, 7 when the",
      "--timeout passed before its end (it goes on).",
      "",
      "Examples:",
      "  p3s workflow submit hello --wait",
      "  p3s workflow submit 3filters --files fileinfo_3filters.json --run 5141 --eta PT10M",
      "  p3s workflow submit 3filters --files inherit:run5141"
    },
    sortOptions = false)
final class WorkflowSubmit implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private Session session;

  @Parameters(paramLabel = "TEMPLATE", description = "Its name.")
  private String template;

  @Option(names = "--version", paramLabel = "N", description = "Default: the active one.")
  private Integer version;

  @Option(
      names = "--files",
      paramLabel = "FILE|sticky|inherit:BASE",
      description = "Names and folders of the files, or how to name them.")
  private String files;

  @Option(names = "--jobs", paramLabel = "FILE", description = "Changes of payload and env.")
  private String jobs;

  @Option(names = "--run", paramLabel = "N", description = "The run it belongs to.")
  private Long run;

  @Option(names = "--eta", paramLabel = "PT10M", description = "Default: the template's.")
  private Duration eta;

  @Option(names = "--name", description = "For people; default: the template's.")
  private String name;

  @Option(names = "--priority", paramLabel = "N", description = "Of all its jobs; higher is first.")
  private Integer priority;

  @Option(names = "--no-start", description = "Leaves it DEFINED; 'workflow start' starts it.")
  private boolean noStart;

  @Option(names = "--wait", description = "Waits for its end.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "PT10M",
      description = "Waits no longer than this; needs --wait.")
  private Duration timeout;

  @Override
  public Integer call() {
    if (timeout != null && !wait) {
      throw new ParameterException(spec.commandLine(), "--timeout needs --wait");
    }
    if (wait && noStart) {
      throw new ParameterException(
          spec.commandLine(), "--wait and --no-start together would wait for ever");
    }
    Api.Body request = Api.Body.json(request());
    Api api = session.api();
    JsonNode made = api.post(Route.to(WorkflowCommand.WORKFLOWS), request);
    if (wait) {
      return new WorkflowWait(api, session.output(), timeout).until(made).number();
    }
    WorkflowCommand.show(session.output(), made);
    return 0;
  }

  private ObjectNode request() {
    ObjectNode request = Api.object().put("template", template);
    put(request, "version", version);
    put(request, "name", name);
    put(request, "run", run);
    put(request, "eta", eta);
    put(request, "priority", priority);
    if (noStart) {
      request.put("start", false);
    }
    if (files != null) {
      request.set("files", isNaming() ? TextNode.valueOf(files) : input(files));
    }
    if (jobs != null) {
      request.set("jobs", input(jobs));
    }
    return request;
  }

  private boolean isNaming() {
    return files.equals("default") || files.equals("sticky") || files.startsWith("inherit:");
  }

  private JsonNode input(String file) {
    return Inputs.json(file, session.surroundings());
  }

  private static void put(ObjectNode request, String field, Object value) {
    if (value != null) {
      request.set(field, org.p3s.protocol.Json.MAPPER.valueToTree(value));
    }
  }
}
