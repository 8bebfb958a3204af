package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Answer;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code p3s ping}: does the server answer, and is it ready? */
@Command(
    name = "ping",
    description = "Says whether the server answers and is ready; needs no token.",
    footer = {"", "Exit codes: 0 ready, 1 it answers and is not ready, 6 nothing answers."})
public final class PingCommand implements Callable<Integer> {

  @Mixin private Session session;

  @Override
  public Integer call() {
    Api api = Api.withoutRetries(session.connection());
    long start = System.nanoTime();
    Answer answer = api.health(Route.outside("/q/health/ready"));
    long millis = (System.nanoTime() - start) / 1_000_000;
    JsonNode health = answer.json();
    if (health == null || !health.path("status").isTextual()) {
      throw new CommandFailed(
          ExitCode.UNREACHABLE, "What answers at %s is no p3s server".formatted(api.server()));
    }
    ObjectNode shown = Api.object().put("server", api.server().toString());
    shown.setAll((ObjectNode) health);
    shown.put("milliseconds", millis);
    session.output().item(shown, Column.of("server", "status", "milliseconds"));
    session.output().part("Checks", notes(health), Column.of("name", "status", "data"));
    boolean isReady = health.get("status").textValue().equals("UP");
    return (isReady ? ExitCode.DONE : ExitCode.NEGATIVE).number();
  }

  private static JsonNode notes(JsonNode health) {
    boolean isReady = health.get("status").textValue().equals("UP");
    return isReady ? Api.object().arrayNode() : health.path("checks");
  }
}
