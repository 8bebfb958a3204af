package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.p3s.server.data.FileProgress.Moved;
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
            new FileProgress.Settled(1, each.state() == WorkflowState.FINISHED ? 0 : 1, why),
            FileProgress.Settled::and);
      }
    }
    if (!byFile.isEmpty()) {
      List<Moved> over = progress.settleWorkflows(byFile);
      tell(
          0,
          over.stream().collect(Collectors.groupingBy(Moved::state, Collectors.counting())),
          over);
    }
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
