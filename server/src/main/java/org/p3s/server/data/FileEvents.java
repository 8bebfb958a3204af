package org.p3s.server.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.p3s.inbox.FileMetadata;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem.Violation;

/**
 * What an event must hold, and how it is read: its own fields first, then metadata, then the name.
 */
@ApplicationScoped
public class FileEvents {

  /** Run and subrun numbers end here. */
  public static final long HIGHEST = 999_999_999;

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_URL = 2_048;
  private static final int LONGEST_METADATA = 64 * 1024;
  private static final Pattern URL =
      Pattern.compile(
          "/.*|(?i:file:)(//)?/.+|(?i:https?)://[^/\\s?#@]+(/.*)?|(?i:x?root)://[^/\\s?#]+//?.+");

  private final FileNames names;

  public FileEvents(FileNames names) {
    this.names = names;
  }

  /** Adds all that is wrong with an event. */
  public void check(FileEvent event, List<Violation> broken) {
    name(event.name(), broken);
    url("url", event.url(), broken);
    if (event.buffer() != null) {
      url("buffer", event.buffer(), broken);
    }
    if (event.size() != null && event.size() < 0) {
      add(broken, "size", "must not be negative");
    }
    if (event.checksum() != null && FileMetadata.adler32(event.checksum()) == null) {
      add(broken, "checksum", "must be adler32: and eight hexadecimal digits");
    }
    number("run", event.run(), broken);
    number("subrun", event.subrun() == null ? null : event.subrun().longValue(), broken);
    words("stream", event.stream(), 128, broken);
    words("incomplete", event.incomplete(), 1_000, broken);
    if (event.writtenAt() != null && isStrange(event.writtenAt())) {
      add(broken, "writtenAt", "must be a time between 1970 and 9999");
    }
    metadata(event.metadata(), broken);
  }

  private static void name(String name, List<Violation> broken) {
    if (name == null || name.isEmpty()) {
      add(broken, "name", "must not be empty");
    } else if (name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
      add(broken, "name", "must be a file's name without a folder");
    } else if (!isPlain(name)) {
      add(broken, "name", "must not hold control characters");
    } else if (bytes(name) > LONGEST_NAME) {
      add(broken, "name", "must not be longer than %d bytes".formatted(LONGEST_NAME));
    }
  }

  private static void url(String field, String url, List<Violation> broken) {
    if (url == null || url.isEmpty()) {
      add(broken, field, "must not be empty");
    } else if (!isPlain(url)) {
      add(broken, field, "must not hold control characters");
    } else if (bytes(url) > LONGEST_URL) {
      add(broken, field, "must not be longer than %d bytes".formatted(LONGEST_URL));
    } else if (!URL.matcher(url).matches()) {
      add(broken, field, "must be an absolute path or begin with file:, http:, https: or root:");
    } else if (climbs(url)) {
      add(broken, field, "must not hold '..'");
    }
  }

  private static boolean climbs(String url) {
    String plain = url.toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%2f", "/");
    return List.of(plain.split("[/\\\\?#]")).contains("..");
  }

  private static void number(String field, Long number, List<Violation> broken) {
    if (number != null && (number < 0 || number > HIGHEST)) {
      add(broken, field, "must be between 0 and " + HIGHEST);
    }
  }

  private static boolean isStrange(Instant time) {
    return time.isBefore(Instant.EPOCH) || time.isAfter(LAST);
  }

  private static void words(String field, String text, int longest, List<Violation> broken) {
    if (text != null && (text.isBlank() || text.length() > longest || !isPlain(text))) {
      add(broken, field, "must have 1 to %d characters and no control ones".formatted(longest));
    }
  }

  private static void metadata(Map<String, Object> metadata, List<Violation> broken) {
    if (metadata == null) {
      return;
    }
    if (json(metadata).length() > LONGEST_METADATA) {
      add(broken, "metadata", "must not be longer than 64 KiB");
    } else if (hasNul(metadata)) {
      add(broken, "metadata", "must not hold NUL characters");
    }
  }

  /** PostgreSQL stores no NUL, in JSON neither. */
  private static boolean hasNul(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().anyMatch(e -> hasNul(e.getKey()) || hasNul(e.getValue()));
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(FileEvents::hasNul);
    }
    return value instanceof String text && text.indexOf('\0') >= 0;
  }

  /** No control characters, and no halves of characters. */
  public static boolean isPlain(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void add(List<Violation> broken, String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }

  /** Everything that a checked event says. */
  public Announcement read(FileEvent event) {
    FileMetadata said = FileMetadata.of(event.metadata());
    FileNames.Parts parts = names.read(event.name());
    return new Announcement(
        event.name(),
        event.url(),
        first(event.size(), said.size(), null),
        event.checksum() == null ? said.adler32() : FileMetadata.adler32(event.checksum()),
        first(event.run(), inRange(said.run()), parts.run()),
        first(event.subrun(), said.subrun(), parts.subrun()),
        first(event.stream(), plain(said.stream()), parts.stream()),
        first(null, plain(said.detector()), parts.detector()),
        event.metadata() == null ? "{}" : json(event.metadata()),
        event.incomplete(),
        first(event.writtenAt(), inRange(said.writtenAt()), null),
        event.buffer());
  }

  private static <T> T first(T own, T metadata, T name) {
    return own != null ? own : metadata != null ? metadata : name;
  }

  private static Long inRange(Long number) {
    return number == null || number > HIGHEST ? null : number;
  }

  private static Instant inRange(Instant time) {
    return time == null || isStrange(time) ? null : time;
  }

  private static String plain(String text) {
    return text == null || text.length() > 128 || !isPlain(text) ? null : text;
  }

  private static String json(Map<String, Object> metadata) {
    try {
      return Json.MAPPER.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it was read from JSON", e);
    }
  }
}
