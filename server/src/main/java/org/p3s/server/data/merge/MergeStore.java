package org.p3s.server.data.merge;

import static org.p3s.server.platform.SqlArray.booleans;
import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The SQL of merges. Its records are public because Jdbi fills them. */
@ApplicationScoped
class MergeStore {

  /** Which merge. */
  public record Key(long triggerId, long run) {}

  private static final String INPUTS =
      "unnest(:triggers, :runs, :files, :rolling) as n (trigger_id, run, file_id, rolling)";

  private static final String CANDIDATES =
      """
      select m.trigger_id, m.run, g.name trigger, v.id version_id, g.eta, g.priority, m.rolling,
             m.workflow_id is not null started, m.complete, r.state = 'ENDED' ended,
             exists (select from merge_input i
                     where i.trigger_id = m.trigger_id and i.run = m.run and i.merged_by is null
                       and (select f.state from file f where f.id = i.file_id) = 'PROCESSED') fresh,
             r.state = 'ENDED' and
             exists (select from merge_input i
                     where i.trigger_id = m.trigger_id and i.run = m.run and i.merged_by is null
                       and (select f.settled_at from file f where f.id = i.file_id) is null) unsettled
      from run_merge m
      join run r on r.number = m.run
      join trigger g on g.id = m.trigger_id
      join dag_template t on t.id = g.template_id
      join dag_template_version v on v.template_id = t.id and v.version = t.active_version
      where m.open and (m.rolling or r.state = 'ENDED')
        and g.enabled and g.deleted_at is null and t.deleted_at is null
        and coalesce((select w.ended_at is not null from workflow w where w.id = m.workflow_id), true)
      """;

  private final Jdbi jdbi;

  MergeStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Adds files to the merges that will read them, and opens those that were closed. The second
   * statement waits for whoever closes one of them at this moment, so that the third sees it.
   */
  void expect(List<Merges.Input> inputs) {
    jdbi.useHandle(
        handle -> {
          update(
              handle,
              inputs,
              """
              insert into run_merge (trigger_id, run, rolling)
              select distinct on (trigger_id, run) trigger_id, run, rolling from INPUTS order by trigger_id, run
              on conflict (trigger_id, run) do nothing
              """);
          update(
              handle,
              inputs,
              """
              insert into merge_input (trigger_id, run, file_id)
              select trigger_id, run, file_id from INPUTS order by trigger_id, run, file_id on conflict do nothing
              """);
          update(
              handle,
              inputs,
              """
              with changed as materialized (
                select m.trigger_id, m.run, n.rolling from run_merge m
                join (select distinct on (trigger_id, run) * from INPUTS) n using (trigger_id, run)
                where not m.open or m.rolling <> n.rolling
                order by m.trigger_id, m.run for no key update of m)
              update run_merge m set open = true, rolling = changed.rolling from changed
              where m.trigger_id = changed.trigger_id and m.run = changed.run
              """);
        });
  }

  private static void update(Handle handle, List<Merges.Input> inputs, String sql) {
    handle
        .createUpdate(sql.replace("INPUTS", INPUTS))
        .bind("triggers", longs(inputs, Merges.Input::triggerId))
        .bind("runs", longs(inputs, Merges.Input::run))
        .bind("files", longs(inputs, Merges.Input::fileId))
        .bind("rolling", booleans(inputs, Merges.Input::rolling))
        .execute();
  }

  /** Merges of which no workflow runs and that may be due. */
  List<Candidate> candidates() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CANDIDATES + "order by m.trigger_id, m.run")
                .mapTo(Candidate.class)
                .list());
  }

  /** Locks a merge, also against files that are announced for it, until the transaction ends. */
  void lock(Key key) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select 1 from run_merge where trigger_id = :trigger and run = :run for update")
                .bind("trigger", key.triggerId())
                .bind("run", key.run())
                .mapTo(Integer.class)
                .list());
  }

  /** One of the {@link #candidates}, if it is one still. */
  Optional<Candidate> candidate(Key key) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CANDIDATES + "and m.trigger_id = :trigger and m.run = :run")
                .bind("trigger", key.triggerId())
                .bind("run", key.run())
                .mapTo(Candidate.class)
                .findOne());
  }

  /** This workflow merges what has been processed; what failed of an ended run nobody ever will. */
  void started(Key key, long workflow, boolean complete) {
    jdbi.useHandle(
        handle -> {
          handle
              .createUpdate(
                  """
                  update merge_input i set merged_by = case when f.state = 'PROCESSED' then :workflow else 0 end
                  from file f
                  where i.trigger_id = :trigger and i.run = :run and i.merged_by is null and f.id = i.file_id
                    and f.settled_at is not null
                  """)
              .bind("trigger", key.triggerId())
              .bind("run", key.run())
              .bind("workflow", workflow)
              .execute();
          handle
              .createUpdate(
                  """
                  update run_merge set workflow_id = :workflow, complete = :complete
                  where trigger_id = :trigger and run = :run
                  """)
              .bind("trigger", key.triggerId())
              .bind("run", key.run())
              .bind("workflow", workflow)
              .bind("complete", complete)
              .execute();
        });
  }

  /** Nothing is left to do for it. */
  void close(Key key) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update run_merge set open = false where trigger_id = :trigger and run = :run")
                .bind("trigger", key.triggerId())
                .bind("run", key.run())
                .execute());
  }
}
