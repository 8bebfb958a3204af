package org.p3s.server.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.p3s.server.job.JobView;
import org.p3s.server.job.WorkUuid;

/**
 * A workflow as the API shows it.
 *
 * @param template null for a lone job, as {@code version}
 * @param insteadOf the template for which there was no time, else null
 * @param jobList its jobs, null in lists
 * @param files its files, null in lists
 */
public record WorkflowView(
    long id,
    UUID uuid,
    String name,
    String template,
    Integer version,
    String insteadOf,
    WorkflowState state,
    String reason,
    Long run,
    Long fileId,
    int priority,
    Duration eta,
    Instant deadline,
    int jobs,
    int jobsLeft,
    String createdBy,
    Instant createdAt,
    Instant startedAt,
    Instant endedAt,
    List<JobView> jobList,
    List<FileView> files) {

  /** One file of a workflow. */
  public record FileView(
      String source, String target, String dataTag, String dataType, String name, String url) {}

  public static WorkflowView of(Workflow each) {
    return of(each, null, null);
  }

  public static WorkflowView of(Workflow each, List<JobView> jobs, List<FileView> files) {
    return new WorkflowView(
        each.id(),
        WorkUuid.WORKFLOW.of(each.id()),
        each.name(),
        each.template(),
        each.version(),
        each.insteadOf(),
        each.state(),
        each.reason(),
        each.run(),
        each.fileId(),
        each.priority(),
        each.eta(),
        each.deadline(),
        each.jobs(),
        each.jobsLeft(),
        each.createdBy(),
        each.createdAt(),
        each.startedAt(),
        each.endedAt(),
        jobs,
        files);
  }
}
