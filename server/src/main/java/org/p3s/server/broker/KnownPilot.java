package org.p3s.server.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Requirements;
import org.p3s.server.pilot.Pilot;

/** A live pilot as this server knows it. Used by the broker's thread alone. */
final class KnownPilot {

  final long id;

  /** DRAIN or STOP when an operator wants it to end, else null. */
  final String command;

  /** How long it may be silent. */
  final Duration lease;

  private final int slots;
  private final Requirements.Offer offer;
  private final Map<AttemptId, Held> held = new LinkedHashMap<>();

  /** When the lease that is stored was given, by {@link System#nanoTime}. */
  private volatile long storedAt;

  KnownPilot(Pilot pilot, Collection<Held> holds, long storedAt) {
    this.id = pilot.id();
    this.command = pilot.command();
    this.lease = pilot.lease();
    this.slots = pilot.slots();
    this.offer = pilot.offer();
    this.storedAt = storedAt;
    holds.forEach(each -> held.put(each.attemptId(), each));
  }

  /** Whether what it says of itself is what is known of it, once its reports have been taken. */
  boolean agreesWith(ExchangeRequest request) {
    if (held.isEmpty() && request.running().isEmpty() && request.reports().isEmpty()) {
      return true;
    }
    Set<AttemptId> said = new HashSet<>(request.running());
    for (AttemptReport each : request.reports()) {
      if (each.phase() == Phase.STARTED) {
        said.add(each.id());
      } else {
        said.remove(each.id());
      }
    }
    return said.equals(held.keySet());
  }

  /** Jobs that were given to it in an answer that it did not get. */
  List<Held> unheardOf(ExchangeRequest request) {
    List<Held> unheard = new ArrayList<>();
    for (Held each : held.values()) {
      if (each.state() == JobState.DISPATCHED && !request.running().contains(each.attemptId())) {
        unheard.add(each);
      }
    }
    return unheard;
  }

  boolean holds(AttemptId attempt) {
    return held.containsKey(attempt);
  }

  int slots() {
    return slots;
  }

  /** What a job may ask for at most when it holds nothing else. */
  Requirements.Offer offer() {
    return offer;
  }

  /** The lane of each job that it holds. */
  Stream<Integer> lanesHeld() {
    return held.values().stream().map(Held::laneId);
  }

  boolean isBusy() {
    return !held.isEmpty();
  }

  void took(Held job) {
    held.put(job.attemptId(), job);
  }

  /** These reports of it have been taken. */
  void reported(List<AttemptReport> reports) {
    for (AttemptReport each : reports) {
      if (each.phase() == Phase.STARTED) {
        held.computeIfPresent(each.id(), (id, job) -> job.as(JobState.RUNNING));
      } else {
        held.remove(each.id());
      }
    }
  }

  /** How many more jobs it may get. */
  int freeSlots(int want) {
    return command == null ? Math.min(want, slots - held.size()) : 0;
  }

  /** What a job may ask for at most to fit now. */
  Requirements.Offer free(Lanes lanes) {
    if (held.isEmpty()) {
      return offer;
    }
    int cores = offer.cores();
    int memory = offer.memoryMiB();
    int gpus = offer.gpus();
    for (Held each : held.values()) {
      Requirements used = lanes.requirementsOf(each.laneId());
      cores -= used.cores();
      memory -= used.memoryMiB();
      gpus -= used.gpus();
    }
    return new Requirements.Offer(cores, memory, gpus, offer.labels());
  }

  long storedAt() {
    return storedAt;
  }

  /** A lease given at that time is stored now. */
  void stored(long at) {
    storedAt = at;
  }
}
