package org.p3s.pilot.conversation;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Json;

/**
 * The reports of ended attempts that the server has not taken yet, in memory and as one file each.
 *
 * <p>A file appears whole or not at all. Safe for use by several threads.
 */
public final class Spool {

  /** So that an exchange stays small after a long outage. */
  private static final int MOST_AT_ONCE = 50;

  private final Path folder;
  private final Map<AttemptId, AttemptReport> pending = new LinkedHashMap<>();

  public Spool(Path folder) {
    this.folder = folder;
  }

  /** The reports that a pilot left in this folder, which may be missing. */
  public static List<AttemptReport> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<AttemptReport> reports = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        reports.add(Json.MAPPER.readValue(Files.readAllBytes(file), AttemptReport.class));
      }
    }
    return reports;
  }

  /**
   * Keeps a report until it is {@linkplain #accepted accepted}.
   *
   * @throws IOException when it could be kept in memory only
   */
  public synchronized void keep(AttemptReport report) throws IOException {
    pending.put(report.id(), report);
    Files.createDirectories(folder);
    Path part = folder.resolve(name(report.id()) + ".part");
    try (FileChannel channel = FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(report));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, folder.resolve(name(report.id())), ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder, READ)) {
      entries.force(true);
    }
  }

  /** The oldest reports, as many as fit into one exchange. */
  public synchronized List<AttemptReport> pending() {
    return pending.values().stream().limit(MOST_AT_ONCE).toList();
  }

  public synchronized boolean isEmpty() {
    return pending.isEmpty();
  }

  /** The server has these: they need not be kept any longer. */
  public synchronized void accepted(Collection<AttemptId> ids) throws IOException {
    for (AttemptId id : ids) {
      pending.remove(id);
      Files.deleteIfExists(folder.resolve(name(id)));
    }
  }

  /** Gives all reports up; answers which. */
  public synchronized List<AttemptId> clear() throws IOException {
    List<AttemptId> dropped = List.copyOf(pending.keySet());
    accepted(dropped);
    return dropped;
  }

  private static String name(AttemptId id) {
    return id.jobId() + "." + id.attempt() + ".json";
  }
}
