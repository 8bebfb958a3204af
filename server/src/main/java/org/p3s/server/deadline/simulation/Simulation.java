package org.p3s.server.deadline.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.p3s.server.deadline.Due;
import org.p3s.server.deadline.LastPlace;
import org.p3s.server.deadline.Prospect;
import org.p3s.server.deadline.WorkAhead;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.ReadyJob;

/** One policy, from the first file until its last job has ended. */
final class Simulation {

  private static final double MICROS = 1e6;

  /** A workflow that was admitted. */
  private static final class Workflow {
    final int place;
    final Arrival file;
    final Expectations.Plan plan;
    final int[] parentsLeft;
    final boolean[] begun;
    int left;
    boolean isDropped;

    Workflow(int place, Arrival file, Expectations.Plan plan, Shape shape) {
      this.place = place;
      this.file = file;
      this.plan = plan;
      left = shape.size();
      parentsLeft = shape.parents.clone();
      begun = new boolean[left];
    }

    boolean hasBegun() {
      return IntStream.range(0, begun.length).anyMatch(i -> begun[i]);
    }
  }

  private record Running(double end, long job) {}

  private final Scenario scenario;
  private final Shape shape;
  private final Policy policy;
  private final boolean isP3s;
  private final double grace;
  private final Expectations expectations;
  private final WorkAhead ahead = new WorkAhead();
  private final PriorityQueue<ReadyJob> ready = new PriorityQueue<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>((one, other) -> Double.compare(one.end, other.end));
  private final List<Workflow> workflows = new ArrayList<>();
  private final LastPlace<Integer> lastPlace = new LastPlace<>();
  private final Tally tally;
  private double now;

  /**
   * Of this policy.
   *
   * @param grace seconds past its latest start after which a job is given up
   */
  Simulation(Scenario scenario, Policy policy, double grace) {
    this.scenario = scenario;
    this.shape = new Shape(scenario.dag());
    this.policy = policy;
    this.isP3s = policy == Policy.P3S;
    this.grace = grace;
    this.expectations = new Expectations(scenario.dag());
    this.tally = new Tally(scenario);
  }

  Tally run() {
    List<Arrival> files = scenario.arrivals();
    int next = 0;
    while (next < files.size() || !running.isEmpty()) {
      double seen = next < files.size() ? files.get(next).seen() : Double.POSITIVE_INFINITY;
      if (running.isEmpty() || seen <= running.peek().end) {
        now = seen;
        arrive(next, files.get(next));
        next++;
      } else {
        now = running.peek().end;
        end(running.remove().job);
      }
      giveAway();
    }
    return tally;
  }

  private void arrive(int place, Arrival file) {
    Workflow workflow = new Workflow(place, file, expectations.plan(), shape);
    workflows.add(workflow);
    int id = workflows.size() - 1;
    if (isP3s) {
      place(id, prospect(workflow));
    }
    for (int vertex = 0; isP3s && vertex < workflow.left; vertex++) {
      ahead.add(0, latestStart(id, vertex), workflow.plan.mean[vertex]);
    }
    for (int source : shape.sources) {
      become(id, source);
    }
  }

  private void place(int id, Prospect prospect) {
    if (prospect.isInTime()) {
      lastPlace.fits();
    } else {
      lastPlace.take(id).ifPresent(this::shed);
    }
  }

  private void shed(int id) {
    if (!workflows.get(id).hasBegun() && !workflows.get(id).isDropped) {
      drop(id, workflows.get(id));
    }
  }

  private Prospect prospect(Workflow workflow) {
    return Prospect.of(
        ahead,
        scenario.slots(),
        0,
        micros(now),
        micros(workflow.file.seen() + scenario.eta()),
        workflow.plan.path);
  }

  private static long micros(double seconds) {
    return (long) (seconds * MICROS);
  }

  private long latestStart(int workflow, int vertex) {
    Workflow of = workflows.get(workflow);
    long due = Due.of(micros(of.file.seen() + scenario.eta()), workflow);
    return Due.before(due, of.plan.paths[vertex]);
  }

  /** Its parents have ended; a noop passes through. */
  private void become(int workflow, int vertex) {
    if (shape.noops[vertex]) {
      release(workflow, vertex);
      return;
    }
    long order =
        switch (policy) {
          case FIFO, PRIORITY -> micros(now);
          case DEADLINE, P3S -> latestStart(workflow, vertex);
          case NEWEST_FIRST -> -micros(workflows.get(workflow).file.seen());
        };
    int priority = policy == Policy.PRIORITY ? shape.depths[vertex] : 0;
    ready.add(new ReadyJob(JobKey.of(workflow, vertex), 0, priority, order));
  }

  private void giveAway() {
    while (running.size() < scenario.slots() && !ready.isEmpty()) {
      ReadyJob job = ready.remove();
      int id = (int) JobKey.workflow(job.id());
      Workflow workflow = workflows.get(id);
      if (workflow.isDropped) {
        continue;
      }
      if (isP3s && micros(now - grace) > job.due()) {
        drop(id, workflow);
        continue;
      }
      int vertex = JobKey.vertex(job.id());
      begin(id, workflow, vertex);
      ahead.hold(workflow.plan.mean[vertex] / 2);
      running.add(new Running(now + workflow.file.duration(vertex), job.id()));
    }
  }

  private void begin(int id, Workflow workflow, int vertex) {
    workflow.begun[vertex] = true;
    if (isP3s) {
      ahead.add(0, latestStart(id, vertex), -workflow.plan.mean[vertex]);
    }
  }

  private void drop(int id, Workflow workflow) {
    workflow.isDropped = true;
    tally.dropped();
    for (int vertex = 0; vertex < workflow.begun.length; vertex++) {
      if (!workflow.begun[vertex]) {
        begin(id, workflow, vertex);
      }
    }
  }

  private void end(long job) {
    int id = (int) JobKey.workflow(job);
    int vertex = JobKey.vertex(job);
    Workflow workflow = workflows.get(id);
    ahead.hold(-workflow.plan.mean[vertex] / 2);
    expectations.ended(vertex, workflow.file.duration(vertex));
    if (!workflow.isDropped) {
      release(id, vertex);
    }
  }

  private void release(int id, int vertex) {
    Workflow workflow = workflows.get(id);
    workflow.left--;
    if (workflow.left == 0) {
      tally.ended(workflow.place, now);
    }
    for (int child : shape.children[vertex]) {
      if (--workflow.parentsLeft[child] == 0) {
        become(id, child);
      }
    }
  }
}
