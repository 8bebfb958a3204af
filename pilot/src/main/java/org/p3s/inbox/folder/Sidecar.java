package org.p3s.inbox.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON beside a file, {@code x.raw.json} for {@code x.raw}.
 *
 * @param metadata all it says; empty when it cannot be read
 * @param problem why it cannot be read, else null
 */
public record Sidecar(Map<String, Object> metadata, String problem) {

  /** What is added to a file's name. */
  public static final String SUFFIX = ".json";

  /** Longer ones are not read. */
  static final int LONGEST = 64 * 1024;

  // line breaks inside of texts and the like are seen in real ones
  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
              JsonReadFeature.ALLOW_TRAILING_COMMA,
              JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .build();

  /** The file that a name is the sidecar of, if it has the form of one. */
  static Optional<String> owner(String name) {
    return name.endsWith(SUFFIX) && name.length() > SUFFIX.length()
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /** {@code x.raw.json} is nothing but a sidecar; {@code x.json} may be data. */
  static boolean isNothingElse(String name) {
    return owner(name).filter(each -> each.contains(".")).isPresent();
  }

  /** The sidecar of this file; empty when there is none. */
  public static Optional<Sidecar> beside(Path file) {
    Path path = file.resolveSibling(file.getFileName() + SUFFIX);
    try (InputStream in = Files.newInputStream(path)) {
      return Optional.of(of(in.readNBytes(LONGEST + 1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(unreadable(String.valueOf(e.getMessage())));
    }
  }

  public static Sidecar of(byte[] json) {
    if (json.length > LONGEST) {
      return unreadable("it is longer than 64 KiB");
    }
    try {
      Map<String, Object> read = LENIENT.readValue(json, new TypeReference<>() {});
      return read == null ? unreadable("it is empty") : new Sidecar(read, null);
    } catch (JsonProcessingException e) {
      return unreadable(e.getOriginalMessage());
    } catch (IOException e) {
      return unreadable(String.valueOf(e.getMessage()));
    }
  }

  static Sidecar unreadable(String why) {
    return new Sidecar(Map.of(), "The sidecar cannot be read: " + why);
  }

  /** What the server is told; a problem is noted there as {@code p3s.sidecar}. */
  public Map<String, Object> told() {
    return problem == null ? metadata : Map.of("p3s.sidecar", problem);
  }
}
