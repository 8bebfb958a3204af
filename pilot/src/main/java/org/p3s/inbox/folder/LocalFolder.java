package org.p3s.inbox.folder;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A folder of this machine. New names come as events of the file system, where it has them. */
final class LocalFolder implements Folder {

  private final Path folder;
  private WatchService events;
  private String eventless;
  private int passedOver;

  private LocalFolder(Path folder) {
    this.folder = folder;
  }

  static LocalFolder of(String place) {
    try {
      return new LocalFolder(Path.of(place).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + place + "' is no path", e);
    }
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void open() throws IOException {
    close();
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder of this machine; create it");
    }
    events = FileSystems.getDefault().newWatchService();
    try {
      folder.register(events, StandardWatchEventKinds.ENTRY_CREATE);
      eventless = null;
    } catch (IOException e) {
      eventless =
          "No events come from %s (%s); it is listed instead".formatted(folder, e.getMessage());
    }
  }

  @Override
  public void list(Consumer<Entry> files) throws IOException {
    Set<String> present = new HashSet<>();
    int unspeakable = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path each : entries) {
        String name = each.getFileName().toString();
        if (isSpeakable(each.getFileName())) {
          present.add(name);
        } else if (!name.startsWith(".")) {
          unspeakable++;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw unreadable(e.getCause());
    } catch (IOException e) {
      throw unreadable(e);
    }
    passedOver = unspeakable;
    for (String name : present) {
      filesOf(name).stream()
          .filter(present::contains)
          .forEach(each -> files.accept(Entry.named(each)));
    }
  }

  /** Whether a name, written down and read again, is still the same; not all bytes are names. */
  private boolean isSpeakable(Path name) {
    try {
      return folder.resolve(name.toString()).equals(folder.resolve(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private IOException unreadable(IOException why) {
    return new IOException(folder + " cannot be listed (" + why + ")", why);
  }

  /** The files that a name may be about: itself, or the one whose sidecar it is. */
  private static List<String> filesOf(String name) {
    if (name.startsWith(".")) {
      return List.of();
    }
    return Sidecar.owner(name)
        .map(owner -> Sidecar.isNothingElse(name) ? List.of(owner) : List.of(owner, name))
        .orElse(List.of(name));
  }

  @Override
  public boolean isSeenByListing() {
    return false;
  }

  @Override
  public Optional<Entry> look(Entry file) {
    try {
      BasicFileAttributes now =
          Files.readAttributes(folder.resolve(file.name()), BasicFileAttributes.class);
      if (!now.isRegularFile() || isSidecar(file.name())) {
        return Optional.empty();
      }
      return Optional.of(new Entry(file.name(), now.size(), now.lastModifiedTime().toMillis()));
    } catch (IOException e) {
      // gone, or not ours to read: the next listing finds it again if it comes back
      return Optional.empty();
    }
  }

  private boolean isSidecar(String name) {
    return Sidecar.owner(name)
        .filter(each -> Files.isRegularFile(folder.resolve(each)))
        .isPresent();
  }

  @Override
  public Map<String, Sidecar> sidecars(Collection<String> files) {
    Map<String, Sidecar> found = new HashMap<>();
    for (String each : files) {
      Sidecar.beside(folder.resolve(each)).ifPresent(sidecar -> found.put(each, sidecar));
    }
    return found;
  }

  @Override
  public boolean await(long nanos, Consumer<Entry> files) throws IOException, InterruptedException {
    WatchKey key = events.poll(nanos, TimeUnit.NANOSECONDS);
    if (key == null) {
      return true;
    }
    boolean isWhole = true;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        if (isSpeakable(name)) {
          filesOf(name.toString()).forEach(each -> files.accept(Entry.named(each)));
        }
      } else {
        // some events were lost
        isWhole = false;
      }
    }
    if (!key.reset()) {
      throw new IOException(folder + " is gone; create it again");
    }
    return isWhole;
  }

  @Override
  public String remark() {
    if (passedOver == 0) {
      return eventless;
    }
    String odd =
        "%d names in %s are passed over: they are not UTF-8, or cannot be written in this locale (start with LC_ALL=C.UTF-8)"
            .formatted(passedOver, folder);
    return eventless == null ? odd : eventless + ". " + odd;
  }

  @Override
  public void close() throws IOException {
    if (events != null) {
      events.close();
    }
  }
}
