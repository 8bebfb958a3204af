package org.p3s.server.workflow;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The SQL of workflows; takes many at once. */
@ApplicationScoped
class WorkflowStore {

  private static final String SELECT =
      """
      select w.id, w.template_version_id, t.name template, v.version, w.instead_of, w.name, w.state, w.reason, w.run,
             w.file_id, w.trigger_id, w.spec, w.priority, w.eta, nullif(w.deadline, 'infinity') deadline,
             w.jobs, w.jobs_left, w.created_by, w.created_at, w.started_at, w.ended_at
      from workflow w
      left join dag_template_version v on v.id = w.template_version_id
      left join dag_template t on t.id = v.template_id
      """;

  /** What a list is narrowed to; null narrows nothing. */
  record Filter(WorkflowState state, Long run, Long file, Long before) {}

  private final Jdbi jdbi;

  WorkflowStore(Jdbi jdbi) {
    this.jdbi = jdbi;
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

  List<Outline> outlines(Collection<Long> ids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, template_version_id, spec, run, nullif(deadline, 'infinity') deadline
                    from workflow where id = any(:ids)
                    """)
                .bind("ids", longs(ids))
                .mapTo(Outline.class)
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

  /** Those that have not ended, of this name or, when that is null, all. */
  List<Long> unfinished(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id from workflow
                    where state in ('DEFINED', 'RUNNING') and name = coalesce(:name, name) order by id
                    """)
                .bind("name", name)
                .mapTo(Long.class)
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
                  where id between :id * 4096 and :id * 4096 + 4095
                    and state in ('WAITING', 'READY', 'DISPATCHED', 'RUNNING')
                  """)
              .bind("id", id)
              .bind("priority", priority)
              .execute();
        });
  }

  /** Moves the deadline, also of all jobs that have not ended. */
  void setEta(long id, Duration eta) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with old as (select id, coalesce(
                                   (select seen_at from file where file.id = workflow.file_id), created_at) seen_at
                                 from workflow where id = :id for update),
                    moved as (
                      update workflow w set eta = cast(:eta as interval), deadline = old.seen_at + cast(:eta as interval)
                      from old where w.id = old.id returning w.id, w.deadline)
                    update job set due = due(moved.deadline, moved.id)
                    from moved
                    where job.id between moved.id * 4096 and moved.id * 4096 + 4095
                      and job.state in ('WAITING', 'READY', 'DISPATCHED', 'RUNNING')
                    """)
                .bind("id", id)
                .bind("eta", eta.toString())
                .execute());
  }
}
