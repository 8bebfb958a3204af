package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.AttemptId;
import org.p3s.server.job.JobState;

/** What a pilot has room for once its reports are taken, by what it asked for. */
final class Room {

  /** Given before, and its pilot does not know. */
  final List<Job> unheardOf = new ArrayList<>();

  /** The most new jobs that it may get, and the fewest if there are enough. */
  final int most;

  final int least;

  /** Whether a job had to be passed over for want of cores. */
  boolean isSkipping;

  private int cores;
  private int coresToBeFreed;

  Room(Model model, Said said, Collection<Job> cancelled) {
    Pilot pilot = said.pilot();
    Set<AttemptId> known = new HashSet<>(said.request().running());
    List<Job> held = model.held(pilot);
    int held0 = held.size();
    int freed = 0;
    cores = pilot.cores;
    for (Job each : held) {
      if (each.state == JobState.DISPATCHED && !known.contains(each.current())) {
        unheardOf.add(each);
      }
      if (cancelled.contains(each)) {
        freed++;
        coresToBeFreed += each.vertex.cores();
      } else {
        cores -= each.vertex.cores();
      }
    }
    int want = pilot.command == null ? said.request().want() : 0;
    most = Math.max(0, Math.min(want, pilot.slots - held0 + freed));
    least = Math.max(0, Math.min(want - unheardOf.size(), pilot.slots - held0));
  }

  /** Also when it was served before jobs of it were cancelled. */
  boolean surelyFits(Job job) {
    return job.vertex.cores() <= cores - coresToBeFreed;
  }

  void use(Job job) {
    cores -= job.vertex.cores();
    if (cores < 0) {
      throw new AssertionError("too many cores taken by " + job);
    }
  }

  /** What of these it must get when it is served alone. */
  List<AttemptId> fill(List<Job> ready) {
    List<AttemptId> filled = new ArrayList<>();
    int left = cores;
    for (Job each : ready) {
      if (filled.size() == most) {
        break;
      }
      if (each.vertex.cores() > left) {
        // what does not fit into all that is free is of no concern
        isSkipping |= each.vertex.cores() <= cores;
      } else {
        left -= each.vertex.cores();
        filled.add(new AttemptId(each.id, each.attempts.size() + 1));
      }
    }
    return filled;
  }
}
