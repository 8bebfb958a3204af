package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.Vertex;
import org.p3s.server.deadline.Estimates;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.JobKey;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.PilotsChanged;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.Settings;
import org.p3s.server.platform.SmallSteps;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.template.DataTypes;

/** Starts, cancels, changes and shows workflows. */
@ApplicationScoped
public class Workflows {

  private final WorkflowStore store;
  private final JobMoves moves;
  private final Releases releases;
  private final JobStore jobs;
  private final AttemptStore attempts;
  private final DagTemplates templates;
  private final DataTypes types;
  private final Settings settings;
  private final Estimates estimates;
  private final Event<PilotsChanged> changed;
  private final Event<QueuesReordered> reordered;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  public Workflows(
      WorkflowStore store,
      JobMoves moves,
      Releases releases,
      JobStore jobs,
      AttemptStore attempts,
      DagTemplates templates,
      DataTypes types,
      Settings settings,
      Estimates estimates,
      Event<PilotsChanged> changed,
      Event<QueuesReordered> reordered) {
    this.store = store;
    this.moves = moves;
    this.releases = releases;
    this.jobs = jobs;
    this.attempts = attempts;
    this.templates = templates;
    this.types = types;
    this.settings = settings;
    this.estimates = estimates;
    this.changed = changed;
    this.reordered = reordered;
  }

  /** Starts a workflow that was only defined. */
  @Transactional
  public void start(long id) {
    WorkflowState state = store.lock(id).orElseThrow(() -> Refusal.notFound("workflow", id));
    if (state != WorkflowState.DEFINED) {
      throw Refusal.conflict(
          "workflow-started",
          "Workflow %d is %s; only a DEFINED one can be started.".formatted(id, state));
    }
    store.markStarted(id);
    releases.releaseAndTell(moves.startSources(id), releases.lock(List.of(JobKey.of(id, 0))));
  }

  /** Cancels what has not ended of a workflow. Doing it again changes nothing. */
  @Transactional
  public void cancel(long id, String who) {
    WorkflowState state = find(id).state();
    if (state == WorkflowState.CANCELLED) {
      return;
    }
    if (state.isTerminal()) {
      throw Refusal.conflict(
          "workflow-ended",
          "Workflow %d is %s already; there is nothing to cancel.".formatted(id, state));
    }
    cancelJobs(JobKey.of(id, 0), lastJob(id), who);
  }

  /**
   * Cancels the workflows of this name or, when that is null, all, a few at a time; returns those
   * that had not ended.
   */
  @Transactional(Transactional.TxType.NEVER)
  public List<Long> cancelAll(String name, String who) {
    List<Long> unfinished = store.unfinished(name);
    new SmallSteps("Workflows cancelled")
        .forEach(
            unfinished,
            some -> {
              some.forEach(id -> cancelJobs(JobKey.of(id, 0), lastJob(id), who));
              return some.size();
            });
    return unfinished;
  }

  private static long lastJob(long workflow) {
    return JobKey.of(workflow, JobKey.VERTICES - 1);
  }

  /** Cancels one job; those that need it are skipped. */
  @Transactional
  public void cancelJob(long job, String who) {
    cancelJobs(job, job, who);
  }

  private void cancelJobs(long from, long to, String who) {
    Map<Long, Dag> locked = releases.lock(List.of(from));
    List<JobMoves.Cancelled> cancelled = moves.cancel(from, to, "cancelled by " + who);
    attempts.abort(cancelled.stream().map(JobMoves.Cancelled::id).toList());
    List<Long> holders =
        cancelled.stream().map(JobMoves.Cancelled::pilotId).filter(Objects::nonNull).toList();
    changed.fire(new PilotsChanged(holders));
    releases.releaseAndTell(cancelled.stream().map(JobMoves.Cancelled::moved).toList(), locked);
  }

  @Transactional
  public void setPriority(long id, int priority) {
    find(id);
    store.setPriority(id, priority);
    reordered.fire(new QueuesReordered());
  }

  /** Changes the priority of one job that has not been given away. */
  @Transactional
  public void setJobPriority(long job, int priority) {
    jobs.setPriority(job, priority);
    reordered.fire(new QueuesReordered());
  }

  @Transactional
  public void setEta(long id, Duration eta) {
    find(id);
    store.setEta(id, eta);
    reordered.fire(new QueuesReordered());
  }

  /** The workflow; refused when there is none. */
  public Workflow find(long id) {
    return store.find(id).orElseThrow(() -> Refusal.notFound("workflow", id));
  }

  /** What has to be known of these workflows to run their jobs. */
  public List<Outline> outlines(Collection<Long> ids) {
    return store.outlines(ids);
  }

  /** The newest first. */
  public Listing<Workflow> list(WorkflowState state, Long run, Long file, Long before, int limit) {
    List<Workflow> found = store.list(new WorkflowStore.Filter(state, run, file, before), limit);
    return Listing.of(found, limit, Workflow::id);
  }

  /** What a workflow is made of. */
  public Blueprint blueprint(Workflow workflow) {
    return blueprint(workflow.id(), workflow.templateVersionId(), workflow.spec());
  }

  /** What a workflow is made of. */
  public Blueprint blueprint(Outline workflow) {
    return blueprint(workflow.id(), workflow.templateVersionId(), workflow.spec());
  }

  private Blueprint blueprint(long id, Long templateVersionId, String json) {
    Spec spec = Spec.ofJson(json);
    if (templateVersionId == null) {
      return new Blueprint(id, null, Blueprint.dagOf(spec.lone()), spec);
    }
    CompiledTemplate template = templates.compile(templateVersionId);
    return new Blueprint(id, template.name(), template.dag(), spec);
  }

  /** What becomes of workflows that are late; lone jobs, which have no template, run. */
  public LatePolicy latePolicy(Long templateVersionId) {
    return templateVersionId == null
        ? LatePolicy.RUN
        : templates.compile(templateVersionId).dag().late();
  }

  /** How long the job of a vertex may run. */
  public Duration timeLimit(Vertex vertex) {
    return estimates.timeLimit(vertex);
  }

  /** Where a workflow's files are. */
  public WorkflowFiles files(Blueprint blueprint) {
    return new WorkflowFiles(blueprint, types.extensions(), settings.storage());
  }
}
