package org.p3s.inbox;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.p3s.inbox.folder.Entry;
import org.p3s.inbox.folder.Folder;
import org.p3s.inbox.folder.Sidecar;
import org.p3s.protocol.FileEvent;

/**
 * The files of one folder: which wait to be complete, and which were announced. Times are those of
 * a clock that never goes back, in nanoseconds.
 */
final class Candidates {

  /** What was seen of a file, and since when it has been the same. */
  private static final class Seen {
    private Entry last;
    private Entry looked;
    private long since;
    private long lookedAt;
    private long due;
    private long pause;
    private long notBefore;
    private int listing;
  }

  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);
  // only another listing says more
  private static final long UNTIL_LISTED = TimeUnit.DAYS.toNanos(1);

  private final Folder folder;
  private final String prefix;
  private final Pace pace;
  private final Skew skew;
  private final Map<String, Seen> waiting = new HashMap<>();
  // the number of the last listing that showed them
  private final Map<String, Integer> announced = new HashMap<>();
  private Integer listing = 0;
  private int listed;
  private int listedSoFar;

  /**
   * The files of this folder.
   *
   * @param prefix what makes a URL of a name, ends with a slash
   */
  Candidates(Folder folder, String prefix, Pace pace, Skew skew) {
    this.folder = folder;
    this.prefix = prefix;
    this.pace = pace;
    this.skew = skew;
  }

  /** A listing begins: what follows are all files that there are. */
  void beginListing() {
    listing++;
    listedSoFar = 0;
  }

  /** A file is in the listing. */
  void list(Entry file, long now) {
    listedSoFar++;
    notice(file, now);
  }

  /** The listing is whole: what was not in it is not there. */
  void endListing() {
    listed = listedSoFar;
    announced.values().removeIf(seen -> !seen.equals(listing));
    waiting.values().removeIf(seen -> seen.listing != listing);
  }

  /** A file is in the folder, or its sidecar is. */
  void notice(Entry file, long now) {
    if (announced.computeIfPresent(file.name(), (name, seen) -> listing) != null) {
      return;
    }
    Seen seen = waiting.computeIfAbsent(file.name(), each -> new Seen());
    seen.listing = listing;
    seen.last = file;
    seen.due = seen.pause > 0 && seen.notBefore - now > 0 ? seen.notBefore : now;
    if (folder.isSeenByListing()) {
      look(seen, file, now);
    }
  }

  /** How many files the last whole listing held. */
  int listed() {
    return listed;
  }

  int waiting() {
    return waiting.size();
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
  List<FileEvent> examine(Collection<String> names, long now)
      throws IOException, InterruptedException {
    List<String> there = new ArrayList<>();
    for (String name : names) {
      if (isThere(name, now)) {
        there.add(name);
      } else {
        waiting.remove(name);
      }
    }
    Map<String, Sidecar> sidecars = folder.sidecars(there);
    List<FileEvent> ready = new ArrayList<>();
    for (String name : there) {
      judge(name, waiting.get(name), sidecars.get(name), now).ifPresent(ready::add);
    }
    return ready;
  }

  private boolean isThere(String name, long now) {
    Seen seen = waiting.get(name);
    Optional<Entry> found = folder.look(seen.last);
    if (found.isPresent() && !folder.isSeenByListing()) {
      look(seen, found.get(), now);
    }
    return found.isPresent();
  }

  private void look(Seen seen, Entry file, long now) {
    if (!file.equals(seen.looked)) {
      skew.note(seen.looked, file, now - seen.lookedAt);
      seen.looked = file;
      seen.since = now;
    }
    seen.lookedAt = now;
  }

  private Optional<FileEvent> judge(String name, Seen seen, Sidecar sidecar, long now) {
    // what was looked at once is not known to stay, however long ago that was
    long same = seen.lookedAt - seen.since;
    if (sidecar == null || sidecar.problem() != null) {
      if (same >= pace.settle().toNanos() && (same > 0 || !folder.isSeenByListing())) {
        return Optional.of(event(name, seen, sidecar, null));
      }
      seen.due = again(now, seen.since + pace.settle().toNanos());
      return Optional.empty();
    }
    Long promised = FileMetadata.of(sidecar.metadata()).size();
    if (promised == null || promised == seen.looked.size()) {
      return Optional.of(event(name, seen, sidecar, null));
    }
    if (same >= pace.giveUp().toNanos()) {
      return Optional.of(event(name, seen, sidecar, shortfall(promised, seen.looked.size())));
    }
    seen.due = again(now, now + Math.max(1_000_000, pace.settle().toNanos() / 4));
    return Optional.empty();
  }

  private long again(long now, long due) {
    return folder.isSeenByListing() ? now + UNTIL_LISTED : due;
  }

  private String shortfall(long promised, long size) {
    return "The sidecar promises %d bytes, the file has had %d for %d s."
        .formatted(promised, size, pace.giveUp().toSeconds());
  }

  private FileEvent event(String name, Seen seen, Sidecar sidecar, String incomplete) {
    Map<String, Object> metadata = sidecar == null ? null : sidecar.told();
    FileMetadata said = FileMetadata.of(metadata);
    Instant changed = Instant.ofEpochMilli(Math.max(0, seen.looked.modified()));
    return new FileEvent(
        name,
        prefix + name,
        seen.looked.size(),
        said.adler32(),
        null,
        null,
        null,
        metadata,
        incomplete,
        said.writtenAt() == null ? skew.corrected(changed) : null,
        null);
  }

  /** This one was not taken, though it was offered alone; it is due again after a while. */
  void postpone(FileEvent file, long now) {
    Seen seen = waiting.get(file.name());
    seen.pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * seen.pause));
    seen.notBefore = now + seen.pause;
    seen.due = seen.notBefore;
  }

  /** These were announced, and will not be again while they are there. */
  void settle(Collection<FileEvent> files) {
    for (FileEvent each : files) {
      waiting.remove(each.name());
      announced.put(each.name(), listing);
    }
  }
}
