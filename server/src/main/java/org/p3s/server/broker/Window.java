package org.p3s.server.broker;

import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.p3s.server.job.ReadyJob;

/**
 * The head of one queue as this server knows it: every READY job up to the horizon. What comes
 * after the horizon is in the database alone.
 *
 * <p>The head only moves on: jobs that were given away are never looked at again, however many of
 * them the database still has to pass over.
 */
final class Window {

  /** When more jobs than this are known, half of them are forgotten. */
  private static final int MOST = 1_024;

  private final int queueId;
  private final NavigableSet<ReadyJob> jobs = new TreeSet<>();
  private ReadyJob horizon;

  Window(int queueId) {
    this.queueId = queueId;
    this.horizon = ReadyJob.first(queueId);
  }

  /** The most urgent job; null when none is known. */
  ReadyJob head() {
    return jobs.isEmpty() ? null : jobs.first();
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
    horizon = read.size() < limit ? ReadyJob.last(queueId) : jobs.last();
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
    horizon = new ReadyJob(first.id() - 1, queueId, first.priority(), first.latest());
  }

  @Override
  public String toString() {
    return "queue %d: %d jobs up to %s".formatted(queueId, jobs.size(), horizon);
  }
}
