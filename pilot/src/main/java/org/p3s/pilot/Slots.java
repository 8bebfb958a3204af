package org.p3s.pilot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.p3s.pilot.payload.AttemptRun;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.JobOffer;

/** What the pilot holds: attempts that run, and at most briefly some that wait for a slot. */
final class Slots {

  private static final int REMEMBERED = 10_000;

  private final int size;
  private final Function<JobOffer, AttemptRun> runs;
  private final Map<AttemptId, AttemptRun> running = new LinkedHashMap<>();
  private final Deque<JobOffer> waiting = new ArrayDeque<>();
  private final Set<AttemptId> seen = new LinkedHashSet<>();

  Slots(int size, Function<JobOffer, AttemptRun> runs) {
    this.size = size;
    this.runs = runs;
  }

  /**
   * Starts an attempt, once, however often it is offered.
   *
   * @return false when it was taken before
   */
  boolean take(JobOffer job) {
    if (!seen.add(job.id())) {
      return false;
    }
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    waiting.add(job);
    startWaiting();
    return true;
  }

  private void startWaiting() {
    while (running.size() < size && !waiting.isEmpty()) {
      AttemptRun run = runs.apply(waiting.remove());
      running.put(run.job().id(), run);
      run.start();
    }
  }

  /** Slots for which the server may be asked. */
  int free() {
    return Math.max(0, size - running.size() - waiting.size());
  }

  boolean isEmpty() {
    return running.isEmpty() && waiting.isEmpty();
  }

  int count() {
    return running.size() + waiting.size();
  }

  /** What is held and counts: abandoned attempts do not. */
  List<AttemptId> held() {
    return Stream.concat(
            running.values().stream().filter(run -> !run.isAbandoned()).map(AttemptRun::job),
            waiting.stream())
        .map(JobOffer::id)
        .toList();
  }

  /** The attempt is over; its slot goes to one that waits. */
  AttemptRun ended(AttemptId id) {
    AttemptRun run = running.remove(id);
    startWaiting();
    return run;
  }

  /** Ends one without a report; answers whether it was here. */
  boolean abandon(AttemptId id, Duration grace) {
    boolean waited = waiting.removeIf(job -> job.id().equals(id));
    AttemptRun run = running.get(id);
    if (run != null) {
      run.abandon(grace);
    }
    return waited || run != null;
  }

  void abandonAll(Duration grace) {
    waiting.clear();
    running.values().forEach(run -> run.abandon(grace));
  }
}
