package org.p3s.inbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.p3s.inbox.folder.Folder;
import org.p3s.protocol.FileEvent;

/**
 * Finds complete files in one folder, of this machine or of an XRootD server, and announces each
 * once, as long as it lies there.
 *
 * <p>A file counts when its sidecar is there and its size is the one that the sidecar gives, if it
 * gives one; without a sidecar when it has not changed for {@link Pace#settle}, on an XRootD server
 * between two listings at least. Names that begin with a dot do not count, nor do folders inside.
 * The folder is listed in full now and then; a folder of this machine also tells of new names.
 *
 * <p>What the sink does not take is offered again, after ever longer pauses and without holding up
 * the others. A folder that is missing, and a server that does not answer, are waited for. Memory
 * grows with the files in the folder, not with those that were.
 */
public final class FolderWatcher implements Runnable, AutoCloseable {

  private static final int BATCH = 1_000;
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(30);
  // a folder that takes long to list is not listed all the time
  private static final int IDLE_SHARE = 4;

  private final Folder folder;
  private final Pace pace;
  private final Candidates candidates;
  private final Standing standing;
  private final Delivery delivery;
  private volatile boolean closed;
  private volatile Thread thread;
  private long nextListing;
  private long rest;

  /**
   * A watcher that {@link #run} starts.
   *
   * @param place a path of this machine, or {@code root://host[:port]//path}
   * @param urlPrefix what makes a URL of a name; null for the place itself
   * @param log takes a line when something is wrong, and when it is well again
   * @throws IllegalArgumentException with a sentence when the place is neither
   */
  public FolderWatcher(String place, String urlPrefix, Pace pace, Sink sink, Consumer<String> log) {
    this.folder = Folder.of(place);
    this.pace = pace;
    String base = urlPrefix == null ? folder.place() : urlPrefix;
    Skew skew = new Skew(Clock.systemUTC());
    this.candidates = new Candidates(folder, base.endsWith("/") ? base : base + "/", pace, skew);
    this.standing = new Standing(folder, candidates, skew, Clock.systemUTC(), log);
    this.delivery = new Delivery(sink, candidates, standing, () -> closed);
  }

  /** The folder's absolute path or URL. */
  public String place() {
    return folder.place();
  }

  /** How it fares, for any thread. */
  public SourceStatus status() {
    return standing.status();
  }

  /** Watches until {@link #close} is called or the thread is interrupted. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!closed && !Thread.currentThread().isInterrupted()) {
      try (folder) {
        folder.open();
        follow();
      } catch (IOException e) {
        standing.cannotBeListed(e.getMessage());
        takeRest();
      } catch (RuntimeException e) {
        // whatever it is: a thread that ended would leave the last word that was said, be it OK
        standing.cannotBeListed(e.toString());
        takeRest();
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

  private void follow() throws IOException, InterruptedException {
    nextListing = System.nanoTime();
    while (!closed) {
      if (nextListing - System.nanoTime() <= 0) {
        list();
      }
      deliver();
      long now = System.nanoTime();
      long wait = candidates.untilDue(now, nextListing - now);
      boolean isWhole =
          folder.await(
              Math.max(wait, delivery.rest(now)),
              file -> candidates.notice(file, System.nanoTime()));
      if (!isWhole) {
        nextListing = System.nanoTime();
      }
    }
  }

  private void list() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    candidates.beginListing();
    folder.list(file -> candidates.list(file, begin));
    candidates.endListing();
    rest = 0;
    long end = System.nanoTime();
    standing.listed(Duration.ofNanos(end - begin));
    long pause = pace.rescan().toNanos();
    if (folder.isSeenByListing() && candidates.waiting() > 0) {
      // what waits is only seen to be complete by another listing
      long soon = Math.max(pace.settle().toNanos(), IDLE_SHARE * (end - begin));
      pause = Math.min(pause, soon);
    }
    nextListing = end + pause;
  }

  private void deliver() throws IOException, InterruptedException {
    long now = System.nanoTime();
    if (delivery.rest(now) > 0) {
      return;
    }
    delivery.begin();
    List<String> due = candidates.due(now);
    for (int from = 0; from < due.size() && !closed; from += BATCH) {
      List<String> some = due.subList(from, Math.min(due.size(), from + BATCH));
      List<FileEvent> ready = candidates.examine(some, now);
      if (!ready.isEmpty() && !delivery.hand(ready)) {
        return;
      }
    }
  }

  private void takeRest() {
    rest =
        Math.min(
            Math.max(LONGEST_REST, pace.rescan().toNanos()),
            rest == 0 ? pace.rescan().toNanos() : 2 * rest);
    try {
      TimeUnit.NANOSECONDS.sleep(rest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
