package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Candidate;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Queues;
import org.p3s.server.job.Requirements;
import org.p3s.server.job.type.JobTypes;
import org.p3s.server.pilot.Pilot;

/** Gives the most urgent jobs to pilots that want work and have room for them. */
@ApplicationScoped
class Claims {

  /** What one pilot still has room for. */
  private static final class Room {
    final long pilot;
    int slots;
    int cores;
    int memoryMib;
    int gpus;

    Room(Pilot pilot, int want, List<Held> held, Queues queues) {
      this.pilot = pilot.id();
      this.slots = Math.min(want, pilot.slots() - held.size());
      this.cores = pilot.cores();
      this.memoryMib = pilot.memoryMib();
      this.gpus = pilot.gpus();
      held.forEach(each -> use(queues.of(each.queueId())));
    }

    boolean fits(Requirements job) {
      return slots > 0
          && job.cores() <= cores
          && job.memoryMiB() <= memoryMib
          && job.gpus() <= gpus;
    }

    /** What a job may ask for at most to fit now. */
    Requirements.Offer free(Pilot owner) {
      return new Requirements.Offer(cores, memoryMib, gpus, owner.offer().labels());
    }

    void use(Requirements job) {
      cores -= job.cores();
      memoryMib -= job.memoryMiB();
      gpus -= job.gpus();
    }
  }

  private final JobQueue queue;
  private final Queues queues;
  private final Matching matching;
  private final Timings timings;
  private final JobTypes types;

  Claims(JobQueue queue, Queues queues, Matching matching, Timings timings, JobTypes types) {
    this.types = types;
    this.timings = timings;
    this.queue = queue;
    this.queues = queues;
    this.matching = matching;
  }

  /** What each pilot was given, by pilot; those that got nothing are missing. */
  Map<Long, List<Held>> claim(
      List<Exchange> exchanges, Map<Long, Pilot> pilots, Map<Long, List<Held>> held) {
    Map<Requirements.Offer, List<Room>> kinds = new HashMap<>();
    for (Exchange each : exchanges) {
      Pilot pilot = pilots.get(each.pilot);
      int want = pilot.command() == null && !each.isAbandoned() ? each.request.want() : 0;
      Room room = new Room(pilot, want, held.getOrDefault(each.pilot, List.of()), queues);
      each.offers(room.free(pilot));
      if (room.slots > 0) {
        kinds.computeIfAbsent(each.offer(), kind -> new ArrayList<>()).add(room);
      }
    }
    if (kinds.isEmpty()) {
      return Map.of();
    }
    Limits limits =
        new Limits(
            types,
            queues,
            kinds.keySet().stream()
                .flatMap(offer -> matching.queuesFor(offer).stream())
                .collect(Collectors.toSet()));
    List<JobQueue.Dispatch> dispatches = new ArrayList<>();
    Map<Long, List<Held>> given = new HashMap<>();
    kinds.forEach((offer, rooms) -> fill(offer, rooms, limits, dispatches, given));
    if (!dispatches.isEmpty()) {
      queue.dispatch(dispatches);
      limits.took();
    }
    return given;
  }

  private void fill(
      Requirements.Offer offer,
      List<Room> rooms,
      Limits limits,
      List<JobQueue.Dispatch> dispatches,
      Map<Long, List<Held>> given) {
    List<Integer> open = limits.open(matching.queuesFor(offer));
    while (!open.isEmpty()) {
      int slots = rooms.stream().mapToInt(room -> room.slots).sum();
      if (slots > 0) {
        // those that were given away in this transaction are still READY to it
        queue.next(open, slots + dispatches.size()).stream()
            .filter(job -> dispatches.stream().noneMatch(each -> each.jobId() == job.id()))
            .forEach(job -> place(job, rooms, limits, dispatches, given));
      }
      // where a type came to its limit, jobs of others may have stood behind its own
      List<Integer> stillOpen = limits.open(open);
      open = slots > 0 && stillOpen.size() < open.size() ? stillOpen : List.of();
    }
  }

  private void place(
      Candidate job,
      List<Room> rooms,
      Limits limits,
      List<JobQueue.Dispatch> dispatches,
      Map<Long, List<Held>> given) {
    Requirements needs = queues.of(job.queueId());
    if (!limits.allow(needs.jobType())) {
      return;
    }
    // a job that fits nobody now stays READY: its row was only locked
    rooms.stream()
        .filter(room -> room.fits(needs))
        .findFirst()
        .ifPresent(
            room -> {
              room.slots--;
              room.use(needs);
              limits.take(needs.jobType(), job.id());
              timings.dispatched(needs.jobType(), job.waited());
              dispatches.add(new JobQueue.Dispatch(job.id(), job.attempt() + 1, room.pilot));
              given
                  .computeIfAbsent(room.pilot, pilot -> new ArrayList<>())
                  .add(
                      new Held(
                          job.id(),
                          job.attempt() + 1,
                          room.pilot,
                          JobState.DISPATCHED,
                          job.queueId()));
            });
  }
}
