package org.p3s.pilot.payload;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The living processes of this machine at one moment, from {@code /proc}. */
final class ProcessTable {

  /** One process; a zombie is not one any more. */
  record Entry(long pid, long parent, long session) {}

  private static final Path PROC = Path.of("/proc");
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

  private static ProcessTable recent;

  private final Map<Long, Entry> entries = new HashMap<>();
  private final long taken = System.nanoTime();

  private ProcessTable() {}

  /** Whether this machine has a process table that can be read. */
  static boolean isAvailable() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  static ProcessTable read() {
    ProcessTable table = new ProcessTable();
    String[] names = PROC.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        table.add(name);
      }
    }
    return table;
  }

  /** At most half a second old: payloads side by side share one reading. */
  static synchronized ProcessTable recent() {
    if (recent == null || System.nanoTime() - recent.taken > FRESH) {
      recent = read();
    }
    return recent;
  }

  private void add(String pid) {
    String stat = text(pid, "stat");
    int name = stat.lastIndexOf(')'); // the name before it may hold anything, also ") R 1"
    if (name < 0) {
      return;
    }
    String[] fields = stat.substring(name + 2).split(" ", -1);
    if (!fields[0].equals("Z") && !fields[0].equals("X")) {
      long id = Long.parseLong(pid);
      entries.put(id, new Entry(id, Long.parseLong(fields[1]), Long.parseLong(fields[3])));
    }
  }

  /** The processes of a session and all that descend from them. */
  Set<Long> ofSession(long session) {
    Set<Long> found = new HashSet<>();
    for (Entry entry : entries.values()) {
      if (entry.session() == session) {
        found.add(entry.pid());
      }
    }
    return withDescendants(found);
  }

  /** The processes whose environment, as they began, holds a setting that starts like this. */
  Set<Long> withEnvironment(String setting) {
    Set<Long> found = new HashSet<>();
    for (Long pid : entries.keySet()) {
      if (("\0" + text(Long.toString(pid), "environ")).contains("\0" + setting)) {
        found.add(pid);
      }
    }
    return withDescendants(found);
  }

  private Set<Long> withDescendants(Set<Long> found) {
    Map<Long, List<Long>> children = new HashMap<>();
    for (Entry entry : entries.values()) {
      children.computeIfAbsent(entry.parent(), p -> new ArrayList<>()).add(entry.pid());
    }
    List<Long> toDo = new ArrayList<>(found);
    while (!toDo.isEmpty()) {
      for (Long child : children.getOrDefault(toDo.remove(toDo.size() - 1), List.of())) {
        if (found.add(child)) {
          toDo.add(child);
        }
      }
    }
    return found;
  }

  /** Resident memory of these processes together in KiB; pages that they share count for each. */
  static long residentKiB(Set<Long> pids) {
    return sum(pids, "status", "VmRSS:");
  }

  /** The same, with shared pages divided among those who share them; 0 when not to be had. */
  static long proportionalKiB(Set<Long> pids) {
    return sum(pids, "smaps_rollup", "Pss:");
  }

  private static long sum(Set<Long> pids, String file, String field) {
    long total = 0;
    for (Long pid : pids) {
      for (String line : text(Long.toString(pid), file).split("\n", -1)) {
        if (line.startsWith(field)) {
          total += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return total;
  }

  /** Empty when the process is gone or not ours. */
  private static String text(String pid, String file) {
    try {
      Path path = PROC.resolve(pid + File.separator + file);
      return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
