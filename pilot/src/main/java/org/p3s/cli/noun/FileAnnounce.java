package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s file announce}. */
@Command(
    name = "announce",
    description = "Tells the server that files are there; telling it again changes nothing.",
    footer = {
      "",
      "Of a local file, size and adler32 are computed and the sidecar NAME.json, if it is",
      "there, is sent along. What the options do not say is read from sidecar and name.",
      "The server must see the file under the same path; else announce a URL.",
      "",
      "Exit code 5: what is known of a file says otherwise; nothing was overwritten."
    })
final class FileAnnounce implements Callable<Integer> {

  @Mixin private Session session;

  @Parameters(paramLabel = "FILE|URL", arity = "1..*", description = "All are taken or none.")
  private List<String> files;

  @Option(names = "--run", paramLabel = "N")
  private Long run;

  @Option(names = "--subrun", paramLabel = "N")
  private Integer subrun;

  @Option(names = "--stream")
  private String stream;

  @Option(
      names = "--buffer",
      paramLabel = "URL",
      description = "The folder of the online buffer that holds the same files.")
  private String buffer;

  @Override
  public Integer call() {
    ArrayNode events = Api.object().arrayNode();
    for (String each : files) {
      ObjectNode event = LocalFile.isUrl(each) ? LocalFile.ofUrl(each) : LocalFile.describe(each);
      event.put("run", run).put("subrun", subrun).put("stream", stream);
      if (buffer != null) {
        event.put("buffer", buffer.replaceFirst("/*$", "/") + event.path("name").asText());
      }
      event.properties().removeIf(field -> field.getValue().isNull());
      events.add(event);
    }
    JsonNode answer = session.api().post(Route.to(FileCommand.FILES), Api.Body.json(events));
    Output output = session.output();
    output.list(
        answer, Column.of("id", "name", "state", "new isNew", "workflows", "reason", "conflict"));
    boolean hasConflict = false;
    for (JsonNode each : answer.path("items")) {
      if (each.hasNonNull("conflict")) {
        hasConflict = true;
        output.say(each.path("name").asText() + ": " + each.path("conflict").asText());
      }
    }
    return (hasConflict ? ExitCode.CONFLICT : ExitCode.DONE).number();
  }
}
