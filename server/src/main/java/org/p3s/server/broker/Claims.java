package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Choice;
import org.p3s.server.job.JobQueue.Given;
import org.p3s.server.job.Queues;
import org.p3s.server.job.ReadyJob;

/**
 * Gives the most urgent jobs to pilots that want work and have room for them. They are chosen from
 * what this server knows; the database says which of them were really to be had.
 */
@ApplicationScoped
class Claims {

  private record Chosen(ReadyJob job, Room room) {}

  private final JobQueue queue;
  private final Queues queues;
  private final Matching matching;
  private final ReadyJobs ready;

  Claims(JobQueue queue, Queues queues, Matching matching, ReadyJobs ready) {
    this.queue = queue;
    this.queues = queues;
    this.matching = matching;
    this.ready = ready;
  }

  /** What was given; the pilots know of it. */
  List<Given> claim(List<Room> rooms) {
    List<Given> given = new ArrayList<>();
    List<Room> open = rooms.stream().filter(room -> !room.isFull()).toList();
    Map<Long, Chosen> chosen = choose(open);
    while (!chosen.isEmpty()) {
      Set<Room> disappointed = new HashSet<>();
      Map<Long, Chosen> missing = new HashMap<>(chosen);
      for (Given each : dispatch(chosen)) {
        missing.remove(each.id());
        chosen.get(each.id()).room().pilot.took(each.held());
        given.add(each);
      }
      for (Chosen each : missing.values()) {
        each.room().giveBack(queues.of(each.job().queueId()));
        disappointed.add(each.room());
      }
      chosen = choose(open.stream().filter(disappointed::contains).toList());
    }
    return given;
  }

  private List<Given> dispatch(Map<Long, Chosen> chosen) {
    // in one order, so that servers that want the same jobs do not wait for each other in a circle
    return queue.dispatch(
        chosen.values().stream()
            .map(each -> new Choice(each.job().id(), each.room().pilot.id))
            .sorted((a, b) -> Long.compare(a.jobId(), b.jobId()))
            .toList());
  }

  /** By job; in the order of the exchanges, each takes the most urgent jobs that are left. */
  private Map<Long, Chosen> choose(List<Room> rooms) {
    readAhead(rooms);
    Map<Long, Chosen> chosen = new LinkedHashMap<>();
    for (Room room : rooms) {
      while (!room.isFull()) {
        ReadyJob job = ready.first(matching.queuesFor(room.offer()), queueId -> true);
        if (job == null) {
          break;
        }
        ready.remove(job);
        room.use(queues.of(job.queueId()));
        chosen.put(job.id(), new Chosen(job, room));
      }
    }
    return chosen;
  }

  /** One read for all kinds of pilots together. */
  private void readAhead(List<Room> rooms) {
    ready.read(
        rooms.stream()
            .map(Room::offer)
            .distinct()
            .flatMapToInt(offer -> java.util.Arrays.stream(matching.queuesFor(offer)))
            .distinct()
            .toArray());
  }
}
