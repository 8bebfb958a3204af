package org.p3s.server.broker;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.p3s.server.deadline.Due;
import org.p3s.server.job.ReadyJob;

/**
 * The head of one lane as this server knows it: every READY job up to the horizon. What comes after
 * the horizon is in the database alone.
 *
 * <p>The head only moves on: jobs that were given away are never looked at again, however many of
 * them the database still has to pass over.
 */
final class Window {

  /**
   * The one whose first job has the higher priority, else the one whose first job must start
   * sooner. Of windows that have a first job.
   */
  static final Comparator<Window> BY_HEAD =
      Comparator.comparingInt((Window each) -> -each.head().priority())
          .thenComparingLong(Window::latest)
          .thenComparingLong(each -> each.head().id());

  /** When more jobs than this are known, half of them are forgotten. */
  private static final int MOST = 1_024;

  private final int laneId;
  private final NavigableSet<ReadyJob> jobs = new TreeSet<>();
  private ReadyJob horizon;
  private double path;

  private Window(int laneId, double path, ReadyJob horizon) {
    this.laneId = laneId;
    this.path = path;
    this.horizon = horizon;
  }

  /**
   * Of a lane of which nothing is known.
   *
   * @param path seconds from the start of one of its jobs to the end of its workflow
   */
  static Window unread(int laneId, double path) {
    return new Window(laneId, path, ReadyJob.first(laneId));
  }

  /** Of a lane that has no jobs. */
  static Window empty(int laneId, double path) {
    return new Window(laneId, path, ReadyJob.last(laneId));
  }

  int laneId() {
    return laneId;
  }

  /** Compares otherwise from now on; not while it stands in a sorted set. */
  void expect(double newPath) {
    path = newPath;
  }

  /** The most urgent job; null when none is known. */
  ReadyJob head() {
    return jobs.isEmpty() ? null : jobs.first();
  }

  /** When its head has to start, as lanes are compared; microseconds since 1970. */
  private long latest() {
    return Due.before(jobs.first().due(), path);
  }

  int size() {
    return jobs.size();
  }

  void remove(ReadyJob job) {
    jobs.remove(job);
  }

  /** Whether jobs may be READY of which none is known here. */
  boolean isToBeRead() {
    return jobs.isEmpty() && !isComplete();
  }

  /** Whether there is nothing behind the horizon. */
  private boolean isComplete() {
    return horizon.id() == Long.MAX_VALUE;
  }

  /** From where on the database has more. */
  ReadyJob horizon() {
    return horizon;
  }

  /** Takes what the database has behind the horizon; all of it when it is less than the limit. */
  void extend(Collection<ReadyJob> read, int limit) {
    jobs.addAll(read);
    horizon = read.size() < limit ? ReadyJob.last(laneId) : jobs.last();
  }

  /** A job became READY. */
  void add(ReadyJob job) {
    if (job.compareTo(horizon) > 0) {
      return;
    }
    jobs.add(job);
    if (jobs.size() > MOST) {
      shorten();
    }
  }

  private void shorten() {
    Iterator<ReadyJob> last = jobs.descendingIterator();
    while (jobs.size() > MOST / 2) {
      last.next();
      last.remove();
    }
    horizon = jobs.last();
  }

  /** Jobs from this one on became READY elsewhere: what is known ends just before it. */
  void forgetFrom(ReadyJob first) {
    if (first.compareTo(horizon) > 0) {
      return;
    }
    jobs.tailSet(first, true).clear();
    // an id is never between two others, so that nothing lies between the two keys
    horizon = new ReadyJob(first.id() - 1, laneId, first.priority(), first.due());
  }

  @Override
  public String toString() {
    return "lane %d: %d jobs up to %s".formatted(laneId, jobs.size(), horizon);
  }
}
