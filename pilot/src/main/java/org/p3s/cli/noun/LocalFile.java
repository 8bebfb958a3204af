package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.Adler32;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.protocol.Json;

/** What can be said of a file before the server knows it. */
final class LocalFile {

  private static final int CHUNK = 1 << 20;

  private LocalFile() {}

  static boolean isUrl(String text) {
    return text.matches("(?i)(file|https?|x?root):.*");
  }

  /** A file that only its URL is known of. */
  static ObjectNode ofUrl(String url) {
    String path = url.replaceFirst("[?#].*", "");
    return Api.object().put("name", path.substring(path.lastIndexOf('/') + 1)).put("url", url);
  }

  /** Reads a file and its sidecar. */
  static ObjectNode describe(String name) {
    try {
      Path file = Path.of(name).toAbsolutePath().normalize();
      if (!Files.isRegularFile(file)) {
        throw wrong(name, Files.exists(file) ? "is no file" : "does not exist");
      }
      ObjectNode event =
          Api.object().put("name", file.getFileName().toString()).put("url", file.toString());
      read(file, event);
      Path sidecar = file.resolveSibling(file.getFileName() + ".json");
      if (Files.isRegularFile(sidecar)) {
        event.set("metadata", metadata(sidecar));
      }
      return event;
    } catch (InvalidPathException e) {
      throw wrong(name, "is no file name");
    } catch (IOException e) {
      throw wrong(name, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static void read(Path file, ObjectNode event) throws IOException {
    Adler32 adler = new Adler32();
    byte[] chunk = new byte[CHUNK];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        adler.update(chunk, 0, n);
        size += n;
      }
    }
    event.put("size", size).put("checksum", "adler32:%08x".formatted(adler.getValue()));
  }

  private static JsonNode metadata(Path sidecar) throws IOException {
    try {
      JsonNode metadata = Json.MAPPER.readTree(Files.readAllBytes(sidecar));
      if (metadata != null && metadata.isObject()) {
        return metadata;
      }
      throw wrong(sidecar.toString(), "holds no JSON object");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw wrong(sidecar.toString(), "is no JSON: " + e.getOriginalMessage());
    }
  }

  private static CommandFailed wrong(String name, String what) {
    return new CommandFailed(ExitCode.USAGE, name + " " + what);
  }
}
