package org.p3s.server.broker.walk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.p3s.server.job.JobState;

/** A workflow as it must be, with the rules of its graph. */
final class Workflow {

  final long id;
  final Shape shape;
  final DataFile file;
  final List<Job> jobs;
  String state;
  int priority;

  /**
   * One that was just made.
   *
   * @param priority of all jobs, null for those of the vertices
   * @param file that started it, or null
   */
  Workflow(long id, Shape shape, boolean started, Integer priority, DataFile file) {
    this.id = id;
    this.shape = shape;
    this.file = file;
    this.priority = priority == null ? 0 : priority;
    this.state = started ? "RUNNING" : "DEFINED";
    this.jobs =
        IntStream.range(0, shape.vertices().size()).mapToObj(i -> new Job(this, i)).toList();
    for (Job each : jobs) {
      each.priority = priority == null ? each.vertex.priority() : priority;
      each.parentsLeft = shape.parents(each.index).size();
    }
    if (started) {
      startSources();
      if (left() == 0) {
        state = "FINISHED";
      }
    }
  }

  /** The operator starts a DEFINED one. */
  void start() {
    state = "RUNNING";
    startSources();
    settle();
  }

  private void startSources() {
    List<Job> moved = jobs.stream().filter(each -> each.state == JobState.WAITING).toList();
    moved = moved.stream().filter(each -> each.parentsLeft == 0).toList();
    moved.forEach(Workflow::pass);
    release(moved);
  }

  /** A noop that somebody has cancelled was so before its parents let it pass. */
  private static void pass(Job job) {
    JobState passed = job.wasCancelled ? JobState.CANCELLED : JobState.FINISHED;
    job.state = job.vertex.noop() ? passed : JobState.READY;
  }

  /** What follows when these jobs have ended. */
  void ended(Collection<Job> ended) {
    release(ended);
    settle();
  }

  private void release(Collection<Job> moved) {
    Deque<Job> open = new ArrayDeque<>(moved.stream().filter(Job::isEnded).toList());
    while (!open.isEmpty()) {
      Job parent = open.remove();
      for (int index : shape.children(parent.index)) {
        Job child = jobs.get(index);
        if (child.state == JobState.WAITING) {
          visit(parent, child);
          if (child.isEnded()) {
            open.add(child);
          }
        }
      }
    }
  }

  private void visit(Job parent, Job child) {
    if (!parent.isGood() && !shape.isTolerant(parent.index, child.index)) {
      child.state = child.wasCancelled ? JobState.CANCELLED : JobState.SKIPPED;
    } else {
      child.parentsLeft--;
      if (child.parentsLeft == 0 && !state.equals("DEFINED")) {
        pass(child);
      }
    }
  }

  private void settle() {
    if (left() > 0 || isSettled()) {
      return;
    }
    state =
        Stream.of(JobState.FAILED, JobState.CANCELLED)
            .filter(how -> jobs.stream().anyMatch(each -> each.state == how))
            .map(JobState::name)
            .findFirst()
            .orElse("FINISHED");
    if (file != null) {
      file.settled(state.equals("FINISHED"));
    }
  }

  boolean isSettled() {
    return !state.equals("DEFINED") && !state.equals("RUNNING");
  }

  int left() {
    return (int) jobs.stream().filter(each -> !each.isEnded()).count();
  }

  List<Job> open() {
    return new ArrayList<>(jobs.stream().filter(each -> !each.isEnded()).toList());
  }

  @Override
  public String toString() {
    String of = shape.template() == null ? "a job" : shape.template().replaceAll("-.{36}", "");
    return "workflow %d of %s %s, %d left".formatted(id, of, state, left());
  }
}
