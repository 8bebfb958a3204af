package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobStore;
import org.p3s.server.job.type.JobTypeChanges;
import org.p3s.server.job.type.JobTypeOverview;
import org.p3s.server.job.type.JobTypeView;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.WorkflowState;
import org.p3s.server.workflow.Workflows;

/** What old clients change of jobs and of their types. */
@ApplicationScoped
class JobChanges {

  /** The most jobs of a list of numbers. */
  private static final int MOST = 10_000;

  private final JobStore jobs;
  private final Workflows workflows;
  private final JobTypeOverview types;
  private final JobTypeChanges typeChanges;
  private final Caller caller;
  private final Audit audit;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  JobChanges(
      JobStore jobs,
      Workflows workflows,
      JobTypeOverview types,
      JobTypeChanges typeChanges,
      Caller caller,
      Audit audit) {
    this.jobs = jobs;
    this.workflows = workflows;
    this.types = types;
    this.typeChanges = typeChanges;
    this.caller = caller;
    this.audit = audit;
  }

  /** Changes priority or state, both or none; a sentence when that cannot be done. */
  @Transactional
  public Optional<String> adjust(long id, Form form) {
    Job job = find(id);
    String wanted = form.get("state", "defined");
    if (!wanted.equals("defined")) {
      return Optional.of(
          "state %s cannot be set; defined starts a job that is a template".formatted(wanted));
    }
    if (form.has("priority")) {
      workflows.setJobPriority(id, (int) form.number("priority", -1000, 1000));
    }
    if (form.has("state") && workflows.find(job.workflowId()).state() == WorkflowState.DEFINED) {
      workflows.start(job.workflowId());
    }
    audit.note(caller.name(), "change job", Long.toString(id), "");
    return Optional.empty();
  }

  /** Cancels a job, unless it has ended. */
  void cancel(long id) {
    if (!find(id).state().isTerminal()) {
      workflows.cancelJob(id, caller.name());
      audit.note(caller.name(), "cancel job", Long.toString(id), "");
    }
  }

  void cancelAll() {
    workflows.cancelAll(null, caller.name());
  }

  /** The jobs with these numbers. */
  List<Long> existing(Keys keys) {
    List<Long> found = jobs.between(keys.firsts(), keys.lasts(), MOST + 1);
    if (found.size() > MOST) {
      throw Refusal.invalid("pk", "pk names more than %d jobs; name fewer".formatted(MOST));
    }
    return found;
  }

  private Job find(long id) {
    return jobs.find(id).orElseThrow(() -> Refusal.notFound("job", id));
  }

  /** The types of this name, or all, that have a limit; a paused one has that of 0. */
  List<Serialized> types(String name) {
    return named(name)
        .filter(each -> each.paused() || each.limit() != null)
        .map(
            each -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("priority", 0);
              fields.put("njobs", each.paused() ? 0 : each.limit());
              return new Serialized("jobs.jobtype", each.name(), fields);
            })
        .toList();
  }

  /** Limits the type of this name, or all; false when no job ever was of it. */
  boolean limit(String name, int limit) {
    List<String> names = named(name).map(JobTypeView::name).toList();
    names.forEach(each -> typeChanges.change(each, type -> type.withLimit(limit), caller.name()));
    return !names.isEmpty();
  }

  private Stream<JobTypeView> named(String name) {
    return name.isEmpty() ? types.all().stream() : types.find(name).stream();
  }
}
