package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.server.data.FileProgress.Moved;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.WorkflowSettled;
import org.p3s.server.workflow.WorkflowState;

/** Follows files to their final state, which the last of their workflows to settle decides. */
@ApplicationScoped
class Settlements {

  private final FileProgress progress;
  private final Event<FilesChanged> changed;
  private final Changes changes;

  Settlements(FileProgress progress, Event<FilesChanged> changed, Changes changes) {
    this.progress = progress;
    this.changed = changed;
    this.changes = changes;
  }

  void settled(@Observes WorkflowSettled event) {
    if (event.fileId() == null) {
      return;
    }
    boolean finished = event.state() == WorkflowState.FINISHED;
    String why = "workflow %d is %s".formatted(event.workflowId(), event.state());
    List<Moved> over = progress.settleWorkflow(event.fileId(), finished, why).stream().toList();
    tell(0, over.isEmpty() ? Map.of() : Map.of(over.get(0).state(), 1L), over);
  }

  /** Tells those who count and those who look, once the transaction at hand is committed. */
  void tell(int seen, Map<FileState, Long> settled, List<Moved> over) {
    List<Duration> latencies =
        over.stream()
            .filter(each -> each.state() == FileState.PROCESSED)
            .map(each -> Duration.between(each.seenAt(), each.settledAt()))
            .toList();
    changed.fire(new FilesChanged(seen, settled, latencies));
    changes.hint(Changes.Topic.FILES);
  }
}
