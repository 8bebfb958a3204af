package org.p3s.server.broker.walk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.p3s.protocol.AttemptId;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobState;

/** A job as it must be. */
final class Job {

  /** The order of the queue. */
  static final Comparator<Job> URGENCY =
      Comparator.comparingInt((Job job) -> -job.priority)
          .thenComparing(job -> job.latestStart, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparingLong(job -> job.id);

  final long id;
  final Workflow workflow;
  final int index;
  final Shape.Vertex vertex;
  JobState state = JobState.WAITING;
  int parentsLeft;
  int retriesLeft;
  int losses;
  int priority;
  String cause;

  /** Null when it has no deadline. */
  Instant latestStart;

  /** The pilot that has it, null when none has. */
  Long holder;

  /** Somebody has cancelled it, and the model has yet to follow. */
  boolean wasCancelled;

  final List<Attempt> attempts = new ArrayList<>();

  Job(Workflow workflow, int index) {
    this.id = JobKey.of(workflow.id, index);
    this.workflow = workflow;
    this.index = index;
    this.vertex = workflow.shape.vertices().get(index);
    this.retriesLeft = vertex.retries();
  }

  AttemptId current() {
    return new AttemptId(id, attempts.size());
  }

  boolean isLate() {
    return latestStart != null && latestStart.isBefore(Instant.now());
  }

  boolean isEnded() {
    return state.isTerminal();
  }

  /** Whether its end lets all of its children run. */
  boolean isGood() {
    return state == JobState.FINISHED || (state == JobState.SKIPPED && !attempts.isEmpty());
  }

  void give(long pilot) {
    state = JobState.DISPATCHED;
    holder = pilot;
    attempts.add(new Attempt(attempts.size() + 1, pilot));
  }

  void end(JobState how, String why) {
    state = how;
    cause = why;
    holder = null;
  }

  void again() {
    state = JobState.READY;
    holder = null;
  }

  Attempt attempt() {
    return attempts.get(attempts.size() - 1);
  }

  @Override
  public String toString() {
    return "job %d (%s of workflow %d) %s, attempts %s, parents %d, retries %d, losses %d, holder %s"
        .formatted(
            id,
            vertex.name(),
            workflow.id,
            state,
            attempts,
            parentsLeft,
            retriesLeft,
            losses,
            holder);
  }
}
