package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.p3s.server.job.JobQueue.Moved;
import org.p3s.server.job.JobState;

/** The SQL of workflows; takes many at once. */
@ApplicationScoped
class WorkflowStore {

  private static final String SELECT =
      """
      select w.id, w.template_version_id, t.name template, v.version, w.name, w.state, w.reason, w.run,
             w.file_id, w.trigger_id, w.spec, w.priority, w.eta, nullif(w.deadline, 'infinity') deadline,
             w.jobs, w.jobs_left, w.created_by, w.created_at, w.started_at, w.ended_at
      from workflow w
      left join dag_template_version v on v.id = w.template_version_id
      left join dag_template t on t.id = v.template_id
      """;

  /** What a list is narrowed to; null narrows nothing. */
  record Filter(WorkflowState state, Long run, Long file, Long before) {}

  /** What is needed to know a workflow's blueprint. */
  public record Plan(long id, Long templateVersionId, String spec) {}

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

  WorkflowStore(Jdbi jdbi) {
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

  List<Plan> plans(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, template_version_id, spec from workflow where id = any(:ids)")
                .bindArray("ids", Long.class, ids)
                .mapTo(Plan.class)
                .list());
  }

  Optional<Workflow> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where w.id = :id")
                .bind("id", id)
                .mapTo(Workflow.class)
                .findOne());
  }

  List<Workflow> listOf(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where w.id = any(:ids)")
                .bindArray("ids", Long.class, ids)
                .mapTo(Workflow.class)
                .list());
  }

  /** The newest first, one more than the limit when there are more. */
  List<Workflow> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("where w.id < :before");
    if (filter.state() != null) {
      where.append(" and w.state = :state");
    }
    if (filter.run() != null) {
      where.append(" and w.run = :run");
    }
    if (filter.file() != null) {
      where.append(" and w.file_id = :file");
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + where + " order by w.id desc limit :limit + 1")
                .configure(SqlStatements.class, each -> each.setUnusedBindingAllowed(true))
                .bind("before", filter.before() == null ? Long.MAX_VALUE : filter.before())
                .bind("state", filter.state())
                .bind("run", filter.run())
                .bind("file", filter.file())
                .bind("limit", limit)
                .mapTo(Workflow.class)
                .list());
  }

  /** Locks a workflow against changes by others; empty when there is none. */
  Optional<WorkflowState> lock(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select state from workflow where id = :id for update")
                .bind("id", id)
                .mapTo(WorkflowState.class)
                .findOne());
  }

  void markStarted(long id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update workflow set state = 'RUNNING', started_at = now()
                    where id = :id and state = 'DEFINED'
                    """)
                .bind("id", id)
                .execute());
  }

  /** Jobs of a workflow that wait for no parent: READY, or FINISHED when noop. */
  List<Moved> startSources(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update job set state = case when queue_id is null then 'FINISHED' else 'READY' end,
                                   reason = '', ready_at = now(),
                                   ended_at = case when queue_id is null then now() end
                    where id between :id * 4096 and :id * 4096 + 4095 and parents_left = 0 and state = 'WAITING'
                    returning id, state, queue_id
                    """)
                .bind("id", id)
                .mapTo(Moved.class)
                .list());
  }

  /** Takes parents off waiting children, which makes some of them READY, or FINISHED when noop. */
  List<Moved> satisfy(Map<Long, Integer> parentsDone) {
    List<Long> ids = parentsDone.keySet().stream().sorted().toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with done as (select * from unnest(:ids, :counts) as d (job_id, n)),
                    locked as materialized (
                      select id from job where id = any(:ids) and state = 'WAITING' order by id for update)
                    update job set
                      parents_left = parents_left - n,
                      state = case when parents_left > n then 'WAITING' when queue_id is null then 'FINISHED' else 'READY' end,
                      reason = case when parents_left > n then reason else '' end,
                      ready_at = case when parents_left = n then now() end,
                      ended_at = case when parents_left = n and queue_id is null then now() end
                    from done, locked
                    where job.id = done.job_id and locked.id = job.id and job.state = 'WAITING'
                    returning job.id, job.state, job.queue_id
                    """)
                .bindArray("ids", Long.class, ids)
                .bindArray("counts", Integer.class, ids.stream().map(parentsDone::get).toList())
                .mapTo(Moved.class)
                .list());
  }

  /** Skips waiting jobs whose parents failed. */
  List<Moved> skip(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id from job where id = any(:ids) and state = 'WAITING' order by id for update)
                    update job set state = 'SKIPPED', reason = 'a parent did not finish', ended_at = now()
                    from locked where job.id = locked.id
                    returning job.id, job.state, job.queue_id
                    """)
                .bindArray("ids", Long.class, jobs.stream().sorted().toList())
                .mapTo(Moved.class)
                .list());
  }

  /** Cancels jobs that have not ended. */
  List<Moved> cancel(long from, long to, String reason) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with locked as materialized (
                      select id from job where id between :from and :to and state = any(:states) order by id for update)
                    update job set state = 'CANCELLED', reason = :reason, ended_at = now()
                    from locked where job.id = locked.id
                    returning job.id, job.state, job.queue_id
                    """)
                .bind("from", from)
                .bind("to", to)
                .bind("reason", reason)
                .bindArray("states", String.class, JobState.CANCELLED.before())
                .mapTo(Moved.class)
                .list());
  }

  /** Counts ended jobs off their workflows and settles those that have none left. */
  List<WorkflowSettled> settle(Map<Long, Integer> ended) {
    List<Long> ids = ended.keySet().stream().sorted().toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    with done as (select * from unnest(:ids, :counts) as d (workflow_id, n)),
                    locked as materialized (select id from workflow where id = any(:ids) order by id for update),
                    counted as (
                      update workflow w set jobs_left = jobs_left - n,
                        state = case when jobs_left > n then state else (
                          select case when bool_or(j.state = 'FAILED') then 'FAILED'
                                      when bool_or(j.state = 'CANCELLED') then 'CANCELLED'
                                      when bool_or(j.state = 'DROPPED') then 'DROPPED' else 'FINISHED' end
                          from job j where j.id between w.id * 4096 and w.id * 4096 + 4095) end,
                        ended_at = case when jobs_left > n then null else now() end
                      from done, locked where w.id = done.workflow_id and locked.id = w.id
                      returning w.id workflow_id, w.file_id, w.state, w.jobs_left, now() > w.deadline is_late)
                    select workflow_id, file_id, state, is_late from counted where jobs_left = 0 order by workflow_id
                    """)
                .bindArray("ids", Long.class, ids)
                .bindArray("counts", Integer.class, ids.stream().map(ended::get).toList())
                .mapTo(WorkflowSettled.class)
                .list());
  }

  /** Changes the priority of all jobs of a workflow that have not ended. */
  void setPriority(long id, int priority) {
    jdbi.useHandle(
        handle -> {
          handle
              .createUpdate("update workflow set priority = :priority where id = :id")
              .bind("id", id)
              .bind("priority", priority)
              .execute();
          handle
              .createUpdate(
                  """
                  update job set priority = :priority
                  where id between :id * 4096 and :id * 4096 + 4095 and state in ('WAITING', 'READY')
                  """)
              .bind("id", id)
              .bind("priority", priority)
              .execute();
        });
  }

  /** Moves the deadline, and with it the latest start of jobs that wait. */
  void setEta(long id, Duration eta) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with old as (select id, deadline, coalesce(
                                   (select seen_at from file where file.id = workflow.file_id), created_at) seen_at
                                 from workflow where id = :id for update),
                    moved as (
                      update workflow w set eta = cast(:eta as interval), deadline = old.seen_at + cast(:eta as interval)
                      from old where w.id = old.id returning w.id, w.deadline)
                    update job set latest_start =
                      case when old.deadline = 'infinity' then moved.deadline
                           else job.latest_start + (moved.deadline - old.deadline) end
                    from old, moved
                    where job.id between old.id * 4096 and old.id * 4096 + 4095 and job.state in ('WAITING', 'READY')
                    """)
                .bind("id", id)
                .bind("eta", eta.toString())
                .execute());
  }
}
