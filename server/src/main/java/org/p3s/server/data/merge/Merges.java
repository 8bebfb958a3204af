package org.p3s.server.data.merge;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
 *
 * <p>One that cannot be started stays open and is tried again after ever longer pauses; it holds
 * none of the others up.
 */
@ApplicationScoped
public class Merges {

  private static final Logger LOG = Logger.getLogger(Merges.class);

  /** A file that a merge will read. */
  public record Input(long triggerId, long run, long fileId, boolean rolling) {}

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** When one that could not be started is tried again, and how long that is after the last try. */
  private record Retry(Instant at, Duration pause) {}

  private final MergeStore store;
  private final DagTemplates templates;
  private final Submissions submissions;
  private final Map<MergeStore.Key, Retry> retries = new ConcurrentHashMap<>();

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
  int startDue(Instant now) {
    List<Candidate> candidates = store.candidates();
    retries.keySet().retainAll(candidates.stream().map(Candidate::key).collect(Collectors.toSet()));
    int started = 0;
    for (Candidate each : candidates) {
      Retry retry = retries.get(each.key());
      if (each.next() != Candidate.Step.WAIT && (retry == null || !now.isBefore(retry.at()))) {
        started += isStarted(each, now) ? 1 : 0;
      }
    }
    return started;
  }

  private boolean isStarted(Candidate merge, Instant now) {
    try {
      boolean isStarted = QuarkusTransaction.requiringNew().call(() -> step(merge.key()));
      retries.remove(merge.key());
      return isStarted;
    } catch (RuntimeException e) {
      Retry last = retries.get(merge.key());
      Duration pause = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      retries.put(merge.key(), new Retry(now.plus(pause), pause));
      LOG.warnf(
          "Trigger %s cannot merge run %d, trying again in %d s: %s",
          merge.trigger(), merge.run(), pause.toSeconds(), e.getMessage());
      return false;
    }
  }

  private boolean step(MergeStore.Key key) {
    store.lock(key);
    Candidate now = store.candidate(key).orElse(null);
    Candidate.Step step = now == null ? Candidate.Step.WAIT : now.next();
    switch (step) {
      case START -> start(now);
      case CLOSE -> store.close(key);
      case WAIT -> {}
    }
    return step == Candidate.Step.START;
  }

  private void start(Candidate merge) {
    CompiledTemplate template = templates.compile(merge.versionId());
    NewWorkflow wanted = workflow(merge, template);
    List<Violation> conflicts = submissions.conflicts(List.of(wanted)).get(0);
    if (!conflicts.isEmpty()) {
      throw new IllegalStateException(
          "template %s cannot be started: %s"
              .formatted(template.name(), conflicts.get(0).message()));
    }
    long id = submissions.create(List.of(wanted)).get(0);
    store.started(merge.key(), id, merge.isOver());
    LOG.infof(
        "Workflow %d merges run %d%s for trigger %s",
        id, merge.run(), merge.isOver() ? "" : " so far", merge.trigger());
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
