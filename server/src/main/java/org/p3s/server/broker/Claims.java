package org.p3s.server.broker;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Choice;
import org.p3s.server.job.JobQueue.Given;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Queues;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.job.Requirements;
import org.p3s.server.job.type.JobTypes;

/**
 * Gives the most urgent jobs to pilots that want work and have room for them. They are chosen from
 * what this server knows; the database says which of them were really to be had.
 */
@ApplicationScoped
class Claims {

  private record Chosen(ReadyJob job, Room room) {}

  private final JobQueue queue;
  private final Queues queues;
  private final Lanes lanes;
  private final Matching matching;
  private final ReadyJobs ready;
  private final JobTypes types;
  private final Reservations reservations;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Claims(
      JobQueue queue,
      Queues queues,
      Lanes lanes,
      Matching matching,
      ReadyJobs ready,
      JobTypes types,
      Reservations reservations) {
    this.types = types;
    this.reservations = reservations;
    this.queue = queue;
    this.queues = queues;
    this.lanes = lanes;
    this.matching = matching;
    this.ready = ready;
  }

  /**
   * What was given; the pilots know of it.
   *
   * @param alone whether no other server gives jobs away
   * @throws OutOfDate when there is no other, and yet a job that was chosen is not to be had
   */
  List<Given> claim(List<Room> rooms, boolean alone) {
    List<Room> open = rooms.stream().filter(room -> !room.isFull()).toList();
    int[] candidates = readAhead(open);
    if (candidates.length == 0) {
      return List.of();
    }
    Limits limits = new Limits(types, queues, lanes, candidates);
    List<Given> given = new ArrayList<>();
    Map<Long, Chosen> chosen = choose(open, limits);
    while (!chosen.isEmpty()) {
      Map<Long, Given> had = dispatch(chosen, alone);
      Set<Room> disappointed = new HashSet<>();
      for (Chosen each : chosen.values()) {
        Given job = had.get(each.job().id());
        if (job == null && alone) {
          throw new OutOfDate(each.job().id());
        }
        if (job == null) {
          // most often another server's now
          giveBack(each, limits);
          disappointed.add(each.room());
        } else {
          each.room().pilot.took(job.held());
          limits.took(job);
          given.add(job);
        }
      }
      chosen = choose(open.stream().filter(disappointed::contains).toList(), limits);
    }
    limits.store();
    return given;
  }

  private void giveBack(Chosen missing, Limits limits) {
    Requirements needs = lanes.requirementsOf(missing.job().laneId());
    missing.room().giveBack(needs);
    limits.giveBack(needs.jobType());
  }

  private Map<Long, Given> dispatch(Map<Long, Chosen> chosen, boolean alone) {
    // in one order, so that servers that want the same jobs do not wait for each other in a circle
    return queue
        .dispatch(
            chosen.values().stream()
                .map(each -> new Choice(each.job().id(), each.room().pilot.id))
                .sorted((a, b) -> Long.compare(a.jobId(), b.jobId()))
                .toList(),
            alone)
        .stream()
        .collect(toMap(Given::id, each -> each));
  }

  /** By job; in the order of the exchanges, each takes the most urgent jobs that are left. */
  private Map<Long, Chosen> choose(List<Room> rooms, Limits limits) {
    Map<Long, Chosen> chosen = new LinkedHashMap<>();
    for (Room room : rooms) {
      while (!room.isFull()) {
        ReadyJob job =
            ready.first(matching.queuesFor(room.offer()), limits::allow, reservations::isOwed);
        if (job == null) {
          break;
        }
        Requirements needs = lanes.requirementsOf(job.laneId());
        ready.remove(job);
        room.use(needs);
        limits.take(needs.jobType());
        reservations.took(needs);
        chosen.put(job.id(), new Chosen(job, room));
      }
    }
    return chosen;
  }

  /**
   * One read for all kinds of pilots together.
   *
   * @return the queues from which any of them could get a job
   */
  private int[] readAhead(List<Room> rooms) {
    int[] matched =
        rooms.stream()
            .map(Room::offer)
            .distinct()
            .flatMapToInt(offer -> Arrays.stream(matching.queuesFor(offer)))
            .distinct()
            .toArray();
    ready.read(matched);
    return Arrays.stream(matched).filter(queue -> ready.count(queue) > 0).toArray();
  }
}
