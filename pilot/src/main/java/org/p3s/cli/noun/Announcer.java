package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Output;
import org.p3s.inbox.FolderWatcher;
import org.p3s.inbox.Sink;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.Json;

/** Tells the server of files that a watcher found, and the user what the server says of them. */
final class Announcer implements Sink {

  private final Api api;
  private final Output output;
  private final String buffer;
  private FolderWatcher watcher;
  private CommandFailed refusal;

  /**
   * Announces to this server.
   *
   * @param buffer the URL of the folder of the online buffer that holds the same files; null when
   *     none does
   */
  Announcer(Api api, Output output, String buffer) {
    this.buffer = buffer == null ? null : buffer.replaceFirst("/*$", "/");
    this.api = api;
    this.output = output;
  }

  /** A token that does not allow it now will not allow it later. */
  void endsWhenRefused(FolderWatcher closed) {
    watcher = closed;
  }

  /** Why the watcher was closed, if it was. */
  Optional<CommandFailed> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void announce(List<FileEvent> files) throws Rejected {
    JsonNode events = Json.MAPPER.valueToTree(files.stream().map(this::placed).toList());
    try {
      JsonNode answer = api.post(Route.to(FileCommand.FILES), Api.Body.json(events));
      answer.path("items").forEach(this::print);
    } catch (CommandFailed e) {
      if (e.code() == ExitCode.USAGE) {
        throw new Rejected((e.getMessage() + " " + String.join("; ", e.details())).strip());
      }
      if (e.code() == ExitCode.NOT_ALLOWED) {
        refusal = e;
        watcher.close();
      }
      throw e;
    }
  }

  private FileEvent placed(FileEvent file) {
    return buffer == null ? file : file.withBuffer(buffer + file.name());
  }

  private void print(JsonNode file) {
    String name = file.path("name").asText();
    if (output.isJson()) {
      output.line(file.toString());
    } else if (file.path("isNew").asBoolean()) {
      String line = name + "  " + file.path("state").asText() + "  " + file.path("reason").asText();
      output.line(line.strip());
    }
    if (file.hasNonNull("conflict")) {
      output.say(name + ": " + file.path("conflict").asText());
    }
  }
}
