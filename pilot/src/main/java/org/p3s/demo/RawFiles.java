package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;

/**
 * The raw files in the inbox: which wait for their final state, and which can be removed. All but
 * {@link #written} is called by one thread.
 */
final class RawFiles {

  private static final Pattern NAME = Pattern.compile("lartpc_raw_run([0-9]{1,9})_.*[.]raw");
  private static final Set<String> OPEN = Set.of("SEEN", "SELECTED");
  private static final int KEPT = 10;

  private final Path inbox;
  private final Set<String> open = new TreeSet<>();
  private final Deque<String> settled = new ArrayDeque<>();

  RawFiles(Path inbox) {
    this.inbox = inbox;
  }

  /** A file is in the inbox, by any thread. */
  synchronized void written(String name) {
    if (NAME.matcher(name).matches()) {
      open.add(name);
    }
  }

  synchronized Set<String> open() {
    return new TreeSet<>(open);
  }

  /** The highest run of the files that lie there, 0 when there is none. */
  long highestRun() throws IOException {
    return names().stream().mapToLong(RawFiles::run).max().orElse(0);
  }

  /** Removes in time what earlier demos left. */
  void adopt(Api api) throws IOException {
    Set<String> left = new TreeSet<>(names());
    settled(api, left).forEach(each -> settled.add(each.path("name").asText()));
    removeOld();
  }

  /** Files that have reached their final state since the last call, as the API shows them. */
  List<JsonNode> settle(Api api) throws IOException {
    List<JsonNode> found = settled(api, open());
    for (JsonNode each : found) {
      settled.add(each.path("name").asText());
    }
    synchronized (this) {
      found.forEach(each -> open.remove(each.path("name").asText()));
    }
    removeOld();
    return found;
  }

  private static List<JsonNode> settled(Api api, Set<String> names) {
    List<JsonNode> found = new ArrayList<>();
    Set<Long> runs = new TreeSet<>(names.stream().map(RawFiles::run).toList());
    for (long run : runs) {
      for (JsonNode each : api.get(Route.to("files").with("run", run)).path("items")) {
        if (names.contains(each.path("name").asText())
            && !OPEN.contains(each.path("state").asText())) {
          found.add(0, each);
        }
      }
    }
    return found;
  }

  private void removeOld() throws IOException {
    while (settled.size() > KEPT) {
      Path file = inbox.resolve(settled.remove());
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".json"));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(inbox)) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static long run(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches() ? Long.parseLong(parts.group(1)) : 0;
  }
}
