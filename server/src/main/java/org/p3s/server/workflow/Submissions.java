package org.p3s.server.workflow;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.JobsReady;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.Settings;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.template.DataTypes;

/** Makes workflows, from templates and of lone jobs. */
@ApplicationScoped
public class Submissions {

  private final WorkflowInserts inserts;
  private final DagTemplates templates;
  private final DataTypes types;
  private final Plans plans;
  private final Settings settings;
  private final Event<JobsReady> ready;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  public Submissions(
      WorkflowInserts inserts,
      DagTemplates templates,
      DataTypes types,
      Plans plans,
      Settings settings,
      Event<JobsReady> ready,
      Changes changes) {
    this.inserts = inserts;
    this.templates = templates;
    this.types = types;
    this.plans = plans;
    this.settings = settings;
    this.ready = ready;
    this.changes = changes;
  }

  /** Makes a workflow that somebody asks for and returns its id. */
  public long submit(WorkflowRequest request, String who) {
    return submit(request, who, id -> {});
  }

  /**
   * Makes a workflow that somebody asks for and returns its id.
   *
   * @param noted does something with the id in the same transaction
   */
  public long submit(WorkflowRequest request, String who, LongConsumer noted) {
    CompiledTemplate template = templates.find(request.template(), request.version());
    refuseUnknownTypes(template.dag());
    Spec spec = Requests.spec(request, template.dag());
    NewWorkflow workflow =
        new NewWorkflow(
            template.versionId(),
            template.name(),
            template.dag(),
            request.name() == null ? template.name() : request.name(),
            spec,
            request.run(),
            null,
            null,
            request.priority(),
            request.eta(),
            null,
            request.start() == null || request.start(),
            false,
            null,
            null,
            who);
    return createUnlessConflicting(List.of(workflow), noted).get(0);
  }

  /** A graph may have been stored before its data types were registered. */
  private void refuseUnknownTypes(Dag dag) {
    List<Violation> unknown =
        types.unknown(dag).stream()
            .map(type -> new Violation("template", null, "unknown data type '" + type + "'"))
            .toList();
    if (!unknown.isEmpty()) {
      throw Refusal.invalid(unknown);
    }
  }

  /** Makes a workflow of each lone job and returns their ids. */
  public List<Long> submitJobs(List<JobRequest> requests, String who) {
    return submitJobs(requests, who, id -> {});
  }

  /**
   * Makes a workflow of each lone job and returns their ids.
   *
   * @param noted does something with each id in the same transaction
   */
  public List<Long> submitJobs(List<JobRequest> requests, String who, LongConsumer noted) {
    List<NewWorkflow> news = new ArrayList<>();
    for (JobRequest request : requests) {
      Spec spec = Requests.spec(request);
      news.add(
          new NewWorkflow(
              null,
              null,
              Blueprint.dagOf(spec.lone()),
              request.name(),
              spec,
              request.run(),
              null,
              null,
              null,
              request.eta(),
              null,
              !"template".equals(request.state()),
              false,
              null,
              null,
              who));
    }
    return createUnlessConflicting(news, noted);
  }

  private List<Long> createUnlessConflicting(List<NewWorkflow> news, LongConsumer noted) {
    List<Violation> found = conflicts(news).stream().flatMap(List::stream).toList();
    if (!found.isEmpty()) {
      throw Refusal.invalid(found);
    }
    // before the transaction, which would wait for a second connection while it holds one
    plans.ensureLanes(news);
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              inserts.ensureRuns(
                  news.stream().map(NewWorkflow::run).filter(Objects::nonNull).toList());
              List<Long> ids = create(news);
              ids.forEach(noted::accept);
              return ids;
            });
  }

  /**
   * Makes workflows in which {@link #conflicts} finds nothing, and whose runs are known, in one go;
   * all or none.
   */
  @Transactional
  public List<Long> create(List<NewWorkflow> news) {
    if (news.isEmpty()) {
      return List.of();
    }
    List<Plan> own = plans.of(news);
    List<WorkflowInserts.Wanted> all = new ArrayList<>();
    for (int i = 0; i < news.size(); i++) {
      all.add(new WorkflowInserts.Wanted(news.get(i), own.get(i)));
    }
    WorkflowInserts.Made made = inserts.insert(all);
    if (!made.ready().isEmpty()) {
      ready.fire(new JobsReady(made.ready()));
    }
    changes.hint(Changes.Topic.WORKFLOWS);
    return made.ids();
  }

  /** How many jobs of a new workflow of this graph have to end; 0 when it has nothing but noops. */
  public int jobsLeft(Dag dag) {
    return Instantiation.of(dag, true).jobsLeft();
  }

  /**
   * How long the slowest way through a graph takes by the graph's own estimates; a vertex without
   * one takes no time here.
   */
  public Duration estimatedPath(Dag dag) {
    return Arrays.stream(
            dag.longestPaths(each -> each.estimate() == null ? Duration.ZERO : each.estimate()))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** For each of these workflows which of its files get in each other's way; most often none. */
  public List<List<Violation>> conflicts(List<NewWorkflow> news) {
    Map<String, String> extensions = types.extensions();
    return news.stream().map(each -> conflicts(each, extensions)).toList();
  }

  private List<Violation> conflicts(NewWorkflow each, Map<String, String> extensions) {
    // which id it will get makes no difference to files of one workflow
    Blueprint blueprint = new Blueprint(0, each.template(), each.dag(), each.spec());
    return new WorkflowFiles(blueprint, extensions, settings.storage()).conflicts();
  }
}
