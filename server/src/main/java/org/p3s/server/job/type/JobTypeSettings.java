package org.p3s.server.job.type;

import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Jdbi;

/** The SQL that changes job types, inside the caller's transaction. */
@ApplicationScoped
class JobTypeSettings {

  private final Jdbi jdbi;

  JobTypeSettings(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Waits for all transactions that give jobs away, and keeps new ones from starting until this one
   * ends: what they gave away is seen by the next statement, and what they give away next goes by
   * what is set here.
   */
  void begin() {
    execute("select pg_advisory_xact_lock('job_type'::regclass::bigint)");
    execute("update job_type_version set version = version + 1");
  }

  private void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }

  void put(JobType type, String who) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into job_type (name, held_limit, paused, comment, changed_by)
                    values (:name, :heldLimit, :paused, :comment, :who)
                    on conflict (name) do update set
                      held_limit = excluded.held_limit, paused = excluded.paused,
                      comment = excluded.comment, changed_by = excluded.changed_by,
                      changed_at = now()
                    """)
                .bindMethods(type)
                .bind("who", who)
                .execute());
  }

  /** With what is counted of it. */
  void delete(String type) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("delete from job_type where name = :type")
                .bind("type", type)
                .execute());
  }

  /** Counts the jobs of this type that pilots hold already. */
  void registerHeld(String type) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into limited_job (job_type, job_id)
                    select :type, id from job
                    where state in ('DISPATCHED', 'RUNNING') and job_type = :type
                    on conflict do nothing
                    """)
                .bind("type", type)
                .execute());
  }

  void forgetHeld(String type) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("delete from limited_job where job_type = :type")
                .bind("type", type)
                .execute());
  }
}
