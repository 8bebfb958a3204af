package org.p3s.server.data.merge;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.template.CompiledTemplate;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.workflow.NewWorkflow;
import org.p3s.server.workflow.Spec;
import org.p3s.server.workflow.Submissions;

/**
 * Starts workflows that merge the files of a run. One of the scope run starts when the run has
 * ended and all its files that the trigger takes are final; rolling ones follow each other as long
 * as there are files that none has read, and a last one reads all of the ended run. A file that
 * comes later makes another one start.
 *
 * <p>Of a trigger and a run one workflow runs at a time, and each start is one transaction that
 * locks the merge, looks again, makes the workflow and notes which files it reads: whoever dies in
 * between has started nothing, and whoever comes second finds it done.
 */
@ApplicationScoped
public class Merges {

  private static final Logger LOG = Logger.getLogger(Merges.class);

  /** A file that a merge will read. */
  public record Input(long triggerId, long run, long fileId, boolean rolling) {}

  private final MergeStore store;
  private final DagTemplates templates;
  private final Submissions submissions;

  Merges(MergeStore store, DagTemplates templates, Submissions submissions) {
    this.store = store;
    this.templates = templates;
    this.submissions = submissions;
  }

  /**
   * These files, which the transaction at hand has stored, are to be merged. Called before it makes
   * workflows: it may wait for a merge that starts at this moment.
   */
  public void expect(List<Input> inputs) {
    if (!inputs.isEmpty()) {
      store.expect(inputs);
    }
  }

  /** Starts all that are due; returns how many. */
  int startDue() {
    int started = 0;
    for (Candidate each : store.candidates()) {
      if (each.next() != Candidate.Step.WAIT) {
        MergeStore.Key key = new MergeStore.Key(each.triggerId(), each.run());
        started += QuarkusTransaction.requiringNew().call(() -> step(key)) ? 1 : 0;
      }
    }
    return started;
  }

  private boolean step(MergeStore.Key key) {
    store.lock(key);
    Candidate now = store.candidate(key).orElse(null);
    Candidate.Step step = now == null ? Candidate.Step.WAIT : now.next();
    if (step == Candidate.Step.START && start(now)) {
      return true;
    }
    if (step != Candidate.Step.WAIT) {
      store.close(key);
    }
    return false;
  }

  private boolean start(Candidate merge) {
    CompiledTemplate template = templates.compile(merge.versionId());
    NewWorkflow wanted = workflow(merge, template);
    List<Violation> conflicts = submissions.conflicts(List.of(wanted)).get(0);
    if (!conflicts.isEmpty()) {
      LOG.errorf(
          "Trigger %s cannot merge run %d: template %s cannot be started: %s",
          merge.trigger(), merge.run(), template.name(), conflicts.get(0).message());
      return false;
    }
    long id = submissions.create(List.of(wanted)).get(0);
    store.started(new MergeStore.Key(merge.triggerId(), merge.run()), id, merge.isOver());
    LOG.infof(
        "Workflow %d merges run %d%s for trigger %s",
        id, merge.run(), merge.isOver() ? "" : " so far", merge.trigger());
    return true;
  }

  private static NewWorkflow workflow(Candidate merge, CompiledTemplate template) {
    return new NewWorkflow(
        template.versionId(),
        template.name(),
        template.dag(),
        template.name(),
        Spec.of(new Spec.Merge(merge.isOver())),
        merge.run(),
        null,
        merge.triggerId(),
        merge.priority(),
        merge.eta(),
        null,
        true,
        false,
        null,
        null,
        "trigger " + merge.trigger());
  }
}
