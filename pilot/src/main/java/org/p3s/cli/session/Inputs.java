package org.p3s.cli.session;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.protocol.Json;

/** Files that the user names; {@code -} is the standard input. */
public final class Inputs {

  private static final ObjectReader STRICT =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Inputs() {}

  /** The bytes of a file, or a sentence why not. */
  public static byte[] bytes(String name, Surroundings around) {
    try {
      if (name.equals("-")) {
        return around.in().readAllBytes();
      }
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw wrong(name, "is a folder, not a file");
      }
      if (!Files.exists(file)) {
        throw wrong(name, "does not exist");
      }
      return Files.readAllBytes(file);
    } catch (InvalidPathException e) {
      throw wrong(name, "is no file name");
    } catch (IOException e) {
      throw wrong(name, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** A file's JSON, or where it is broken. */
  public static JsonNode json(String name, Surroundings around) {
    try {
      JsonNode json = STRICT.readTree(bytes(name, around));
      if (json == null || json.isMissingNode()) {
        throw wrong(name, "is empty; JSON is expected");
      }
      return json;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : ", line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
      throw new CommandFailed(
          ExitCode.USAGE, name + where + ": this is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static CommandFailed wrong(String name, String what) {
    return new CommandFailed(ExitCode.USAGE, name + " " + what);
  }
}
