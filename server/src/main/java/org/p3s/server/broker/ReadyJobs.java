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
import org.p3s.server.job.Lane;
import org.p3s.server.job.Lanes;
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

  /** The most jobs that are read of one lane, and at least of all lanes together. */
  private static final int OF_ONE = 512;

  private static final int OF_ALL = 8_192;
  private static final int LEAST = 16;

  /** A read may take this part of the time that its result is believed. */
  private static final int SHARE = 50;

  private final JobQueue queue;
  private final Lanes lanes;

  /** By queue; a lane that is not there has no jobs. Null when nothing is known. */
  private Map<Integer, Lineup> lineups;

  private long forgetAt = System.nanoTime();
  private long readNanos;

  ReadyJobs(JobQueue queue, Lanes lanes) {
    this.queue = queue;
    this.lanes = lanes;
  }

  /** A job that became READY. */
  void add(ReadyJob job) {
    if (lineups != null) {
      Lane lane = lanes.of(job.laneId());
      Lineup lineup = lineup(lane);
      if (!lineup.has(lane.id())) {
        lineup.put(Window.empty(lane.id(), lane.path()));
      }
      lineup.change(lane.id(), window -> window.add(job));
    }
  }

  /** Jobs of this lane became READY elsewhere, this one the first of them. */
  void addedElsewhere(ReadyJob first) {
    if (lineups != null) {
      Lane lane = lanes.of(first.laneId());
      Lineup lineup = lineup(lane);
      if (lineup.has(lane.id())) {
        lineup.change(lane.id(), window -> window.forgetFrom(first));
      } else {
        lineup.put(Window.unread(lane.id(), lane.path()));
      }
    }
  }

  private Lineup lineup(Lane lane) {
    return lineups.computeIfAbsent(lane.queueId(), any -> new Lineup());
  }

  void remove(ReadyJob job) {
    lineups.get(lanes.queueOf(job.laneId())).change(job.laneId(), window -> window.remove(job));
  }

  /** Nothing is believed any more. */
  void forget() {
    lineups = null;
  }

  /** Lanes are to be compared anew. */
  void sort() {
    if (lineups != null) {
      lineups.values().forEach(each -> each.sort(lane -> lanes.of(lane).path()));
    }
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

  /** Reads the heads of those lanes of these queues of which none is known. */
  void read(int[] queues) {
    if (lineups == null) {
      findLanes();
    }
    List<Window> empty = List.of();
    for (int id : queues) {
      Lineup lineup = lineups.get(id);
      if (lineup != null && !lineup.toBeRead().isEmpty()) {
        empty = empty.isEmpty() ? new ArrayList<>() : empty;
        empty.addAll(lineup.toBeRead());
      }
    }
    if (!empty.isEmpty()) {
      read(empty);
    }
  }

  /** What becomes READY from now on is told, and so is what did a moment ago. */
  private void findLanes() {
    long began = System.nanoTime();
    lineups = new HashMap<>();
    for (int id : queue.lanesWithReady()) {
      Lane lane = lanes.of(id);
      lineup(lane).put(Window.unread(id, lane.path()));
    }
    readNanos += System.nanoTime() - began;
  }

  private void read(List<Window> empty) {
    int limit = Math.min(OF_ONE, Math.max(LEAST, OF_ALL / empty.size()));
    long began = System.nanoTime();
    Map<Integer, List<ReadyJob>> read =
        queue.next(empty.stream().map(Window::horizon).toList(), limit).stream()
            .collect(Collectors.groupingBy(ReadyJob::laneId));
    for (Window each : empty) {
      int lane = each.laneId();
      lineups
          .get(lanes.queueOf(lane))
          .change(lane, window -> window.extend(read.getOrDefault(lane, List.of()), limit));
    }
    readNanos += System.nanoTime() - began;
  }

  /** How many jobs of a queue are known. */
  int count(int id) {
    Lineup lineup = lineups == null ? null : lineups.get(id);
    return lineup == null ? 0 : lineup.count();
  }

  /** The lane of a queue with its most urgent job that is known; null when none is. */
  Window first(int id) {
    Lineup lineup = lineups == null ? null : lineups.get(id);
    return lineup == null ? null : lineup.first();
  }

  /** Whether it is known that none of these queues has a job. */
  boolean areEmpty(int[] queues) {
    if (lineups == null) {
      return false;
    }
    for (int id : queues) {
      Lineup lineup = lineups.get(id);
      if (lineup != null && (lineup.first() != null || !lineup.toBeRead().isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The most urgent job of these queues; null when there is none. Reads on where the known ones of
   * a lane are used up.
   *
   * @param open which of the queues may be taken from
   * @param owed which of them go before the others
   */
  ReadyJob first(int[] queues, IntPredicate open, IntPredicate owed) {
    read(queues);
    Window first = null;
    boolean isFirstOwed = false;
    for (int id : queues) {
      Window head = first(id);
      if (head == null) {
        continue;
      }
      boolean isOwed = owed.test(id);
      boolean goesFirst =
          first == null
              || (isOwed == isFirstOwed ? Window.BY_HEAD.compare(head, first) < 0 : isOwed);
      if (goesFirst && open.test(id)) {
        first = head;
        isFirstOwed = isOwed;
      }
    }
    return first == null ? null : first.head();
  }
}
