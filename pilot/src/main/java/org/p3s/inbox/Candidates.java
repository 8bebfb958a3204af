package org.p3s.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.p3s.protocol.FileEvent;

/**
 * The names of one folder: which wait to be complete, and which were announced. Times are those of
 * a clock that never goes back, in nanoseconds.
 */
final class Candidates {

  /** What was seen of a file, and since when it has been the same. */
  private static final class Seen {
    private long size = -1;
    private long modified;
    private long since;
    private long due;
    private long pause;
    private long notBefore;
  }

  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final Path folder;
  private final String prefix;
  private final Pace pace;
  private final Map<String, Seen> waiting = new HashMap<>();
  private final Set<String> announced = new HashSet<>();

  /**
   * The names of this folder.
   *
   * @param prefix what makes a URL of a name
   */
  Candidates(Path folder, String prefix, Pace pace) {
    this.folder = folder;
    this.prefix = prefix;
    this.pace = pace;
  }

  /** A name is in the folder, or the name of a sidecar is. */
  void notice(String name, long now) {
    if (name.startsWith(".")) {
      return;
    }
    if (name.endsWith(Sidecar.SUFFIX)) {
      String stem = name.substring(0, name.length() - Sidecar.SUFFIX.length());
      notice(stem, now);
      // x.raw.json is nothing but a sidecar; x.json may be data
      if (stem.contains(".")) {
        return;
      }
    }
    if (!announced.contains(name)) {
      Seen seen = waiting.computeIfAbsent(name, each -> new Seen());
      seen.due = seen.pause > 0 && seen.notBefore - now > 0 ? seen.notBefore : now;
    }
  }

  /** These names and no others are in the folder. */
  void keepOnly(Set<String> present) {
    announced.retainAll(present);
    waiting.keySet().retainAll(present);
  }

  /** Names that are to be looked at now; those that were not taken before come last. */
  List<String> due(long now) {
    return waiting.entrySet().stream()
        .filter(each -> each.getValue().due - now <= 0)
        .sorted(
            Comparator.<Map.Entry<String, Seen>>comparingLong(each -> each.getValue().pause)
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How long until a name is due; the limit when none is before it. */
  long untilDue(long now, long limit) {
    long least = limit;
    for (Seen each : waiting.values()) {
      least = Math.min(least, each.due - now);
    }
    return Math.max(0, least);
  }

  /** Looks at these names and returns those files that are complete, or will never be. */
  List<FileEvent> examine(Collection<String> names, long now) {
    List<FileEvent> ready = new ArrayList<>();
    for (String name : names) {
      examine(name, now).ifPresent(ready::add);
    }
    return ready;
  }

  private Optional<FileEvent> examine(String name, long now) {
    Path file = folder.resolve(name);
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      // gone, or not ours to read: the next listing finds it again if it comes back
      waiting.remove(name);
      return Optional.empty();
    }
    if (!attributes.isRegularFile() || isSidecar(name)) {
      waiting.remove(name);
      return Optional.empty();
    }
    Seen seen = waiting.computeIfAbsent(name, each -> new Seen());
    look(seen, attributes, now);
    return judge(name, seen, Sidecar.beside(file).orElse(null), now);
  }

  private boolean isSidecar(String name) {
    return name.endsWith(Sidecar.SUFFIX)
        && Files.isRegularFile(
            folder.resolve(name.substring(0, name.length() - Sidecar.SUFFIX.length())));
  }

  private static void look(Seen seen, BasicFileAttributes attributes, long now) {
    long modified = attributes.lastModifiedTime().toMillis();
    if (seen.size != attributes.size() || seen.modified != modified) {
      seen.size = attributes.size();
      seen.modified = modified;
      seen.since = now;
    }
  }

  private Optional<FileEvent> judge(String name, Seen seen, Sidecar sidecar, long now) {
    long same = now - seen.since;
    if (sidecar == null || sidecar.problem() != null) {
      if (same >= pace.settle().toNanos()) {
        return Optional.of(event(name, seen, sidecar, null));
      }
      seen.due = seen.since + pace.settle().toNanos();
      return Optional.empty();
    }
    Long promised = FileMetadata.of(sidecar.metadata()).size();
    if (promised == null || promised == seen.size) {
      return Optional.of(event(name, seen, sidecar, null));
    }
    if (same >= pace.giveUp().toNanos()) {
      return Optional.of(event(name, seen, sidecar, shortfall(promised, seen.size)));
    }
    seen.due = now + Math.max(1_000_000, pace.settle().toNanos() / 4);
    return Optional.empty();
  }

  private String shortfall(long promised, long size) {
    return "The sidecar promises %d bytes, the file has had %d for %d s."
        .formatted(promised, size, pace.giveUp().toSeconds());
  }

  private FileEvent event(String name, Seen seen, Sidecar sidecar, String incomplete) {
    Map<String, Object> metadata = sidecar == null ? null : sidecar.told();
    FileMetadata said = FileMetadata.of(metadata);
    Instant changed = Instant.ofEpochMilli(Math.max(0, seen.modified));
    return new FileEvent(
        name,
        prefix + name,
        seen.size,
        said.adler32(),
        null,
        null,
        null,
        metadata,
        incomplete,
        said.writtenAt() == null ? changed : null);
  }

  /** This one was not taken, though it was offered alone; it is due again after a while. */
  void postpone(FileEvent file, long now) {
    Seen seen = waiting.computeIfAbsent(file.name(), each -> new Seen());
    seen.pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * seen.pause));
    seen.notBefore = now + seen.pause;
    seen.due = seen.notBefore;
  }

  /** These were announced, and will not be again while they are there. */
  void settle(Collection<FileEvent> files) {
    for (FileEvent each : files) {
      waiting.remove(each.name());
      announced.add(each.name());
    }
  }
}
