package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.p3s.server.data.FileProgress.Moved;
import org.p3s.server.data.FilesChanged.Ending;
import org.p3s.server.platform.Changes;
import org.p3s.server.workflow.WorkflowSettled;
import org.p3s.server.workflow.WorkflowState;
import org.p3s.server.workflow.WorkflowsSettled;

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

  void settled(@Observes WorkflowsSettled event) {
    Map<Long, FileProgress.Settled> byFile = new TreeMap<>();
    for (WorkflowSettled each : event.workflows()) {
      if (each.fileId() != null) {
        String why =
            "workflow %d is %s".formatted(each.workflowId(), each.state())
                + (each.reason().isEmpty() ? "" : ": " + each.reason());
        byFile.merge(
            each.fileId(),
            new FileProgress.Settled(1, failures(each), drop(each), why),
            FileProgress.Settled::and);
      }
    }
    if (!byFile.isEmpty()) {
      List<Moved> over = progress.settleWorkflows(byFile);
      tell(over);
    }
  }

  private static int failures(WorkflowSettled workflow) {
    return workflow.state() == WorkflowState.FINISHED || workflow.droppedFor() != null ? 0 : 1;
  }

  private static FileCause drop(WorkflowSettled workflow) {
    return workflow.droppedFor() == null ? null : FileCause.valueOf(workflow.droppedFor().name());
  }

  /** Tells of files that have just ended those who count and those who look. */
  void tell(List<Moved> over) {
    List<Duration> latencies =
        over.stream()
            .filter(each -> each.state() == FileState.PROCESSED)
            .map(each -> Duration.between(each.seenAt(), each.settledAt()))
            .toList();
    tell(0, over.stream().map(each -> new Ending(each.state(), each.cause())).toList(), latencies);
  }

  /** Tells of files that are new, some of which have ended already. */
  void tell(int seen, List<Ending> settled) {
    tell(seen, settled, List.of());
  }

  private void tell(int seen, List<Ending> settled, List<Duration> latencies) {
    changed.fire(new FilesChanged(seen, settled, latencies));
    changes.hint(Changes.Topic.FILES);
  }
}
