package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.JobState;

/** The SQL that makes workflows: one statement per table, whatever their number and size. */
@ApplicationScoped
class WorkflowInserts {

  /** A column of jobs to insert, workflow by workflow. */
  record JobRow(
      long id,
      String name,
      String jobType,
      Integer queueId,
      JobState state,
      String reason,
      int parentsLeft,
      int retries,
      int priority,
      double path) {}

  private final Jdbi jdbi;

  WorkflowInserts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Ids for that many new workflows. */
  List<Long> reserve(int count) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select nextval(pg_get_serial_sequence('workflow', 'id')) from generate_series(1, :count)
                    """)
                .bind("count", count)
                .mapTo(Long.class)
                .list());
  }

  /** Inserts workflows and their jobs: one statement per table, whatever the number. */
  void insert(List<Long> ids, List<NewWorkflow> news, List<Integer> left, List<JobRow> jobs) {
    insertWorkflows(ids, news, left);
    insertJobs(jobs);
  }

  private void insertWorkflows(List<Long> ids, List<NewWorkflow> news, List<Integer> left) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into workflow (id, template_version_id, name, state, run, file_id, trigger_id, spec, priority,
                                          eta, deadline, jobs, jobs_left, created_by, started_at, ended_at)
                    overriding system value
                    select id, version_id, name,
                           case when jobs_left = 0 then 'FINISHED' when started then 'RUNNING' else 'DEFINED' end,
                           run, file_id, trigger_id, cast(spec as jsonb), priority, cast(eta as interval),
                           coalesce(coalesce(cast(seen_at as timestamptz), now()) + cast(eta as interval), 'infinity'),
                           jobs, jobs_left, created_by,
                           case when started then now() end, case when jobs_left = 0 then now() end
                    from unnest(:ids, :versions, :names, :runs, :files, :triggers, :specs, :priorities, :etas, :seen,
                                :jobs, :left, :who, :started)
                      as n (id, version_id, name, run, file_id, trigger_id, spec, priority, eta, seen_at,
                            jobs, jobs_left, created_by, started)
                    """)
                .bindArray("ids", Long.class, ids)
                .bindArray("versions", Long.class, map(news, NewWorkflow::versionId))
                .bindArray("names", String.class, map(news, NewWorkflow::name))
                .bindArray("runs", Long.class, map(news, NewWorkflow::run))
                .bindArray("files", Long.class, map(news, NewWorkflow::fileId))
                .bindArray("triggers", Long.class, map(news, NewWorkflow::triggerId))
                .bindArray("specs", String.class, map(news, n -> n.spec().toJson()))
                .bindArray(
                    "priorities",
                    Integer.class,
                    map(news, n -> n.priority() == null ? 0 : n.priority()))
                .bindArray("etas", String.class, map(news, n -> text(n.promised())))
                .bindArray("seen", String.class, map(news, n -> text(n.seenAt())))
                .bindArray("jobs", Integer.class, map(news, n -> n.dag().vertices().size()))
                .bindArray("left", Integer.class, left)
                .bindArray("who", String.class, map(news, NewWorkflow::createdBy))
                .bindArray("started", Boolean.class, map(news, NewWorkflow::start))
                .execute());
  }

  private void insertJobs(List<JobRow> jobs) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into job (id, name, job_type, queue_id, state, reason, parents_left, retries_left, priority,
                                     latest_start, ready_at, ended_at)
                    select n.id, n.name, job_type, queue_id, n.state, n.reason, parents_left, retries, n.priority,
                           w.deadline - make_interval(secs => path),
                           case when n.state = 'READY' then now() end, case when n.state = 'FINISHED' then now() end
                    from unnest(:ids, :names, :types, :queues, :states, :reasons, :parents, :retries, :priorities, :paths)
                      as n (id, name, job_type, queue_id, state, reason, parents_left, retries, priority, path)
                    join workflow w on w.id = n.id / 4096
                    """)
                .bindArray("ids", Long.class, map(jobs, JobRow::id))
                .bindArray("names", String.class, map(jobs, JobRow::name))
                .bindArray("types", String.class, map(jobs, JobRow::jobType))
                .bindArray("queues", Integer.class, map(jobs, JobRow::queueId))
                .bindArray("states", String.class, map(jobs, job -> job.state().name()))
                .bindArray("reasons", String.class, map(jobs, JobRow::reason))
                .bindArray("parents", Integer.class, map(jobs, JobRow::parentsLeft))
                .bindArray("retries", Integer.class, map(jobs, JobRow::retries))
                .bindArray("priorities", Integer.class, map(jobs, JobRow::priority))
                .bindArray("paths", Double.class, map(jobs, JobRow::path))
                .execute());
  }

  private static <T, R> List<R> map(List<T> items, java.util.function.Function<T, R> field) {
    return items.stream().map(field).toList();
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** The run exists from now on. */
  void ensureRuns(Collection<Long> runs) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into run (number) select distinct unnest(:runs) order by 1 on conflict do nothing")
                .bindArray("runs", Long.class, runs)
                .execute());
  }
}
