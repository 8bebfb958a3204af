package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.ReadyJob;

/**
 * What this server knows of the jobs that could be given away. It may know too many, since others
 * give jobs away too; the database decides. It never knows too few for long: who makes a job READY
 * says so, and everything is read anew from time to time.
 *
 * <p>Used by the broker's thread alone.
 */
@ApplicationScoped
class ReadyJobs {

  /** How long what is known is believed, at least. */
  private static final Duration BELIEVED = Duration.ofSeconds(15);

  /** The most jobs that are read of one queue, and at least of all queues together. */
  private static final int OF_ONE = 512;

  private static final int OF_ALL = 8_192;
  private static final int LEAST = 16;

  /** A read may take this part of the time that its result is believed. */
  private static final int SHARE = 50;

  private final JobQueue queue;
  private final Map<Integer, Window> windows = new HashMap<>();
  private long forgetAt = System.nanoTime();
  private long readNanos;

  ReadyJobs(JobQueue queue) {
    this.queue = queue;
  }

  /** A job that became READY. */
  void add(ReadyJob job) {
    Window window = windows.get(job.queueId());
    if (window != null) {
      window.add(job);
    }
  }

  /** Jobs of this queue became READY elsewhere, this one the first of them. */
  void addedElsewhere(ReadyJob first) {
    Window window = windows.get(first.queueId());
    if (window != null) {
      window.forgetFrom(first);
    }
  }

  void remove(ReadyJob job) {
    windows.get(job.queueId()).remove(job);
  }

  /** Nothing is believed any more. */
  void forget() {
    windows.clear();
  }

  /**
   * Forgets what is old; the longer it takes to read, the later.
   *
   * @return whether there is anything to read anew
   */
  boolean forgetOld(long now) {
    if (now - forgetAt < 0) {
      return false;
    }
    forget();
    forgetAt = now + Math.max(BELIEVED.toNanos(), SHARE * readNanos);
    readNanos = 0;
    return true;
  }

  /** Reads the heads of those of these queues of which none is known. */
  void read(int[] queues) {
    List<Window> empty = List.of();
    for (int id : queues) {
      Window window = windows.computeIfAbsent(id, Window::new);
      if (window.isToBeRead()) {
        empty = empty.isEmpty() ? new ArrayList<>() : empty;
        empty.add(window);
      }
    }
    if (!empty.isEmpty()) {
      read(empty);
    }
  }

  private void read(List<Window> empty) {
    int limit = Math.min(OF_ONE, Math.max(LEAST, OF_ALL / empty.size()));
    long began = System.nanoTime();
    Map<Integer, List<ReadyJob>> read =
        queue.next(empty.stream().map(Window::horizon).toList(), limit).stream()
            .collect(Collectors.groupingBy(ReadyJob::queueId));
    empty.forEach(
        each -> each.extend(read.getOrDefault(each.horizon().queueId(), List.of()), limit));
    readNanos += System.nanoTime() - began;
  }

  /** How many jobs of a queue are known. */
  int count(int queue) {
    Window window = windows.get(queue);
    return window == null ? 0 : window.size();
  }

  /** The most urgent job of a queue that is known; null when none is. */
  ReadyJob head(int queue) {
    Window window = windows.get(queue);
    return window == null ? null : window.head();
  }

  /** Whether it is known that none of these queues has a job. */
  boolean areEmpty(int[] queues) {
    for (int id : queues) {
      Window window = windows.get(id);
      if (window == null || window.head() != null || window.isToBeRead()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The most urgent job of these queues; null when there is none. Reads on where the known ones of
   * a queue are used up.
   *
   * @param open which of the queues may be taken from
   * @param owed which of them go before the others
   */
  ReadyJob first(int[] queues, IntPredicate open, IntPredicate owed) {
    read(queues);
    ReadyJob first = null;
    boolean isFirstOwed = false;
    for (int id : queues) {
      ReadyJob head = windows.get(id).head();
      if (head == null) {
        continue;
      }
      boolean isOwed = owed.test(id);
      boolean goesFirst =
          first == null || (isOwed == isFirstOwed ? head.compareTo(first) < 0 : isOwed);
      if (goesFirst && open.test(id)) {
        first = head;
        isFirstOwed = isOwed;
      }
    }
    return first;
  }
}
