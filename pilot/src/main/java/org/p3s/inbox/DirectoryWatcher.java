package org.p3s.inbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.p3s.protocol.FileEvent;

/**
 * Finds complete files in one folder and announces each once, as long as it lies there.
 *
 * <p>A file counts when its sidecar is there and its size is the one that the sidecar gives, if it
 * gives one; without a sidecar when it has not changed for {@link Pace#settle}. Names that begin
 * with a dot do not count, nor do folders inside. New names come as events of the file system; the
 * folder is listed in full now and then, because events can be lost.
 *
 * <p>What the sink does not take is offered again, after ever longer pauses and without holding up
 * the others. A folder that is missing is waited for. Memory grows with the files in the folder,
 * not with those that were.
 */
public final class DirectoryWatcher implements Runnable, AutoCloseable {

  private static final int BATCH = 1_000;
  // files refused alone one after the other, until the sink and not the files is to blame
  private static final int OUTAGE = 3;
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final Path folder;
  private final Pace pace;
  private final Sink sink;
  private final Consumer<String> log;
  private final Candidates candidates;
  private volatile boolean closed;
  private volatile Thread thread;
  private String trouble = "";
  private long nextListing;
  private long pause;
  private int failures;
  private long retryAt;

  /**
   * A watcher that {@link #run} starts.
   *
   * @param urlPrefix what makes a URL of a name; null for the folder's absolute path
   * @param log takes a line when something is wrong, and when it is well again
   */
  public DirectoryWatcher(
      Path folder, String urlPrefix, Pace pace, Sink sink, Consumer<String> log) {
    this.folder = folder.toAbsolutePath().normalize();
    this.pace = pace;
    this.sink = sink;
    this.log = log;
    String base = urlPrefix == null ? this.folder.toString() : urlPrefix;
    this.candidates = new Candidates(this.folder, base.endsWith("/") ? base : base + "/", pace);
  }

  /** Watches until {@link #close} is called or the thread is interrupted. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    retryAt = System.nanoTime();
    while (!closed && !Thread.currentThread().isInterrupted()) {
      try (WatchService events = folder.getFileSystem().newWatchService()) {
        follow(events, subscribe(events));
      } catch (IOException | DirectoryIteratorException e) {
        say(folder + " cannot be watched (" + e + "); trying again");
        rest();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** False when the file system gives no events; then listing alone must do. */
  private boolean subscribe(WatchService events) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    try {
      folder.register(events, StandardWatchEventKinds.ENTRY_CREATE);
      return true;
    } catch (IOException e) {
      say("No events from " + folder + " (" + e.getMessage() + "); it is listed instead");
      return false;
    }
  }

  private void follow(WatchService events, boolean subscribed)
      throws IOException, InterruptedException {
    nextListing = System.nanoTime();
    while (!closed) {
      long now = System.nanoTime();
      if (nextListing - now <= 0) {
        list(now);
        nextListing = now + pace.rescan().toNanos();
        if (subscribed) {
          well();
        }
      }
      deliver();
      now = System.nanoTime();
      long wait = candidates.untilDue(now, nextListing - now);
      WatchKey key = events.poll(Math.max(wait, retryAt - now), TimeUnit.NANOSECONDS);
      if (key != null) {
        take(key);
      }
    }
  }

  private void take(WatchKey key) throws IOException {
    long now = System.nanoTime();
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        candidates.notice(name.toString(), now);
      } else {
        // some events were lost
        nextListing = now;
      }
    }
    if (!key.reset()) {
      throw new NoSuchFileException(folder.toString());
    }
  }

  private void list(long now) throws IOException {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        present.add(entry.getFileName().toString());
      }
    }
    candidates.keepOnly(present);
    present.forEach(name -> candidates.notice(name, now));
  }

  private void deliver() throws InterruptedException {
    long now = System.nanoTime();
    if (retryAt - now > 0) {
      return;
    }
    failures = 0;
    List<String> due = candidates.due(now);
    for (int from = 0; from < due.size() && !closed; from += BATCH) {
      List<String> some = due.subList(from, Math.min(due.size(), from + BATCH));
      List<FileEvent> ready = candidates.examine(some, now);
      if (!ready.isEmpty() && !hand(ready)) {
        return;
      }
    }
  }

  /** False when the sink cannot take anything for now. */
  private boolean hand(List<FileEvent> ready) throws InterruptedException {
    try {
      sink.announce(ready);
      candidates.settle(ready);
      pause = 0;
      failures = 0;
      retryAt = System.nanoTime();
      return true;
    } catch (Sink.Rejected e) {
      return ready.size() == 1 ? passOver(ready, e) : halve(ready);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return ready.size() == 1 ? postpone(ready.get(0), e) : halve(ready);
    }
  }

  /** Until the wrong file is alone. */
  private boolean halve(List<FileEvent> ready) throws InterruptedException {
    int half = ready.size() / 2;
    return hand(ready.subList(0, half)) && hand(ready.subList(half, ready.size()));
  }

  private boolean passOver(List<FileEvent> ready, Sink.Rejected why) {
    log.accept(ready.get(0).url() + " is passed over: " + why.getMessage());
    candidates.settle(ready);
    return true;
  }

  /** The fault may be the file's or the sink's; several in a row are the sink's. */
  private boolean postpone(FileEvent file, Exception why) {
    long now = System.nanoTime();
    candidates.postpone(file, now);
    // in an outage each file fails with the same, which is said of the first only
    say(
        why.toString(),
        file.url() + " cannot be announced (" + why.getMessage() + "); trying again");
    failures++;
    if (failures < OUTAGE && !closed) {
      return true;
    }
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
    retryAt = now + pause;
    return false;
  }

  private void rest() {
    try {
      TimeUnit.NANOSECONDS.sleep(pace.rescan().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String line) {
    say(line, line);
  }

  /** Says the same trouble only once. */
  private void say(String which, String line) {
    if (!which.equals(trouble)) {
      trouble = which;
      log.accept(line);
    }
  }

  private void well() {
    if (trouble.contains("cannot be watched")) {
      trouble = "";
      log.accept(folder + " is watched again");
    }
  }
}
