package org.p3s.server.broker.walk;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.p3s.server.job.JobState;

/** What must hold of the database whatever happened, without knowing what did. */
final class Invariants {

  /** Each finds rows that break the rule that it is named by; {@code $1} is the first workflow. */
  private static final List<String> BROKEN =
      List.of(
          """
          select 'jobs_left of workflow ' || id from workflow w where id >= ? and jobs_left <> (
            select count(*) from job where job.id between w.id * 4096 and w.id * 4096 + 4095
              and job.state not in ('FINISHED', 'FAILED', 'DROPPED', 'CANCELLED', 'SKIPPED'))
          """,
          """
          select 'settled with its last job: workflow ' || id from workflow
          where id >= ? and (jobs_left = 0) <> (state not in ('DEFINED', 'RUNNING'))
          """,
          """
          select 'each attempt but the one at hand is in the history: job ' || id from job
          where id >= ? * 4096::bigint and attempt - (state in ('DISPATCHED', 'RUNNING'))::int <> (
            select count(*) from attempt a where a.job_id = job.id
              and a.attempt <= job.attempt - (job.state in ('DISPATCHED', 'RUNNING'))::int)
          """,
          """
          select 'no attempt ends before it is at hand: job ' || id from job
          where id >= ? * 4096::bigint and exists (
            select from attempt a where a.job_id = job.id
              and a.attempt > job.attempt - (job.state in ('DISPATCHED', 'RUNNING'))::int)
          """,
          """
          select 'an ended pilot holds job ' || job.id from job join pilot on pilot.id = pilot_id
          where job.id >= ? * 4096::bigint and job.state in ('DISPATCHED', 'RUNNING')
            and pilot.state in ('LOST', 'STOPPED')
          """,
          """
          select 'more jobs than slots at pilot ' || pilot.id from job join pilot on pilot.id = pilot_id
          where job.id >= ? * 4096::bigint and job.state in ('DISPATCHED', 'RUNNING')
          group by pilot.id, slots having count(*) > slots
          """,
          """
          select 'workflows_left of file ' || f.id from file f where id in (
              select file_id from workflow where id >= ?)
            and workflows_left <> (
              select count(*) from workflow where file_id = f.id and state in ('DEFINED', 'RUNNING'))
          """,
          """
          select 'settled with its last workflow: file ' || f.id from file f where id in (
              select file_id from workflow where id >= ?)
            and (workflows_left = 0) <> (settled_at is not null)
          """);

  private final Handle handle;

  Invariants(Handle handle) {
    this.handle = handle;
  }

  void check(Model model) {
    long first = model.workflows.keySet().stream().findFirst().orElse(0L);
    for (String sql : BROKEN) {
      List<String> broken = handle.createQuery(sql).bind(0, first).mapTo(String.class).list();
      if (!broken.isEmpty()) {
        throw new AssertionError("broken in the database: " + broken);
      }
    }
    model.open().forEach(Invariants::checkParents);
  }

  /** A job that may run has parents that let it; the states are those of the database by now. */
  private static void checkParents(Workflow workflow) {
    for (Job each : workflow.jobs) {
      boolean runs = each.state == JobState.READY || !each.attempts.isEmpty();
      for (int index : workflow.shape.parents(each.index)) {
        Job parent = workflow.jobs.get(index);
        boolean lets =
            parent.isGood() || (parent.isEnded() && workflow.shape.isTolerant(index, each.index));
        if (runs && !lets) {
          throw new AssertionError(each + " does not wait for " + parent);
        }
      }
    }
  }
}
