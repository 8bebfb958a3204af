package org.p3s.server.workflow.priority;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.account.Audit;
import org.p3s.server.job.QueuesReordered;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.SmallSteps;
import org.p3s.server.template.DagTemplates;

/**
 * Sets the priority of all jobs of a template, a vertex, a run or a stream: at once of those that
 * wait, and by a rule that is kept of those that are still to come. Of several rules that mean a
 * job the one counts that says most, and of equally exact ones the one set last.
 */
@ApplicationScoped
public class Priorities {

  /** New workflows look through all of them. */
  static final int MOST = 200;

  /** A rule that was set, and how many jobs that waited moved. */
  record Done(PriorityRule rule, long reordered) {}

  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - PAUSE);
  private final PriorityStore store;
  private final DagTemplates templates;
  private final Audit audit;
  private final Event<QueuesReordered> reordered;
  private final Changes changes;

  Priorities(
      PriorityStore store,
      DagTemplates templates,
      Audit audit,
      Event<QueuesReordered> reordered,
      Changes changes) {
    this.store = store;
    this.templates = templates;
    this.audit = audit;
    this.reordered = reordered;
    this.changes = changes;
  }

  /** What is wrong with a request, its template and vertex included. */
  public void check(PriorityRequest request, List<Violation> broken) {
    PriorityRequest.check(request, broken);
    if (!broken.isEmpty() || request.template() == null) {
      return;
    }
    Optional<PriorityStore.Template> template = store.findTemplate(request.template());
    if (template.isEmpty()) {
      PriorityRequest.add(broken, "template", "'%s' is unknown".formatted(request.template()));
    } else if (request.vertex() != null
        && templates.compile(template.get().versionId()).dag().vertex(request.vertex()).isEmpty()) {
      PriorityRequest.add(
          broken,
          "vertex",
          "'%s' is none of template %s".formatted(request.vertex(), request.template()));
    }
  }

  @Transactional
  public List<PriorityRule> list() {
    return store.list();
  }

  @Transactional
  public PriorityRule find(long id) {
    return store.find(id).orElseThrow(() -> Refusal.notFound("priority rule", id));
  }

  /** How many jobs that wait would move. */
  @Transactional
  public long count(PriorityRequest request) {
    return store.count(scope(request, Long.MAX_VALUE));
  }

  /**
   * Sets a rule and moves what waits. When the server dies in between, the rule holds for what
   * comes, and setting it again moves the rest.
   */
  Done set(PriorityRequest request, String who) {
    Kept kept = QuarkusTransaction.requiringNew().call(() -> keep(request, who));
    PriorityStore.Scope scope = kept.scope();
    SmallSteps steps = new SmallSteps("Workflows moved by priority rule " + kept.rule().id());
    // what is made from now on knows the rule, and what was made before can be seen
    long moved = steps.forEach(store.meant(scope), some -> told(store.reorder(scope, some)));
    moved += steps.forEach(store.meant(scope), some -> told(store.reorderPatiently(scope, some)));
    if (moved > 0) {
      reordered.fire(new QueuesReordered());
    }
    return new Done(kept.rule(), moved);
  }

  private record Kept(PriorityStore.Scope scope, PriorityRule rule) {}

  private Kept keep(PriorityRequest request, String who) {
    store.keepWorkflowsAway();
    PriorityStore.Scope scope = scope(request, store.nextSetNo());
    long id = store.put(scope, who);
    if (store.list().size() > MOST) {
      throw Refusal.conflict(
          "too-many-priorities",
          "There are %d priority rules, which is the most; remove those that are over."
              .formatted(MOST));
    }
    audit.note(who, "set priority", Long.toString(id), request.toString());
    return new Kept(scope, find(id));
  }

  /** The order is read anew now and then, not with each of a thousand small steps. */
  private int told(int moved) {
    if (moved > 0 && System.nanoTime() - toldAt.get() > PAUSE) {
      toldAt.set(System.nanoTime());
      reordered.fire(new QueuesReordered());
      changes.hint(Changes.Topic.JOBS);
    }
    return moved;
  }

  private PriorityStore.Scope scope(PriorityRequest request, long setNo) {
    Long template =
        request.template() == null
            ? null
            : store
                .findTemplate(request.template())
                .orElseThrow(() -> Refusal.notFound("template", request.template()))
                .templateId();
    return new PriorityStore.Scope(
        template, request.vertex(), request.run(), request.stream(), request.priority(), setNo);
  }

  /** Jobs that come later are not meant any more; those that wait keep what they have. */
  @Transactional
  public void delete(long id, String who) {
    PriorityRule rule = find(id);
    store.delete(id);
    audit.note(who, "remove priority", Long.toString(id), rule.toString());
  }
}
