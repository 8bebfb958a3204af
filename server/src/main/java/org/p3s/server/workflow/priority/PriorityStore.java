package org.p3s.server.workflow.priority;

import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of priority rules. */
@ApplicationScoped
class PriorityStore {

  /** A template that can be named, and its active version; public because Jdbi fills it. */
  public record Template(long templateId, long versionId) {}

  /**
   * Which jobs a rule is about, and how it stands among the other rules.
   *
   * @param template id, null for any
   * @param setNo of two rules that say equally much the one with the higher number counts
   */
  record Scope(Long template, String vertex, Long run, String stream, int priority, long setNo) {}

  private static final String SELECT =
      """
      select r.id, t.name template, r.vertex, r.run, r.stream, r.priority, r.set_by, r.set_at
      from priority_rule r left join dag_template t on t.id = r.template_id
      """;

  /**
   * Jobs that have not been given away, are meant by a rule and have another priority, unless a
   * rule that is more exact, or as exact and newer, means them too. Jobs are looked up workflow by
   * workflow, whatever the planner believes of their number: FENCE keeps it from joining all with
   * all.
   */
  private static final String MEANT =
      """
      from WORKFLOWS w
      left join dag_template_version v on v.id = w.template_version_id
      cross join lateral (
        select id, name from job
        where id between w.id * 4096 and w.id * 4096 + 4095 and state in ('WAITING', 'READY') and lane_id is not null
          and priority <> :priority and (cast(:vertex as text) is null or name = :vertex)
        FENCE) job
      where w.state in ('DEFINED', 'RUNNING')
        and (cast(:template as bigint) is null or v.template_id = :template)
        and (cast(:run as bigint) is null or w.run = :run)
        and (cast(:stream as text) is null or w.spec #>> '{input,stream}' = :stream)
        and not exists (
          select from priority_rule o
          where (num_nonnulls(o.template_id, o.vertex, o.run, o.stream), o.set_no)
                > (num_nonnulls(cast(:template as bigint), cast(:vertex as text), cast(:run as bigint),
                                cast(:stream as text)), :setNo)
            and (o.template_id is null or o.template_id = v.template_id)
            and (o.vertex is null or o.vertex = job.name)
            and (o.run is null or o.run = w.run)
            and (o.stream is null or o.stream = w.spec #>> '{input,stream}'))
      """;

  private static final String FOUND =
      MEANT.replace("WORKFLOWS", "workflow").replace("FENCE", "offset 0");

  private static final String AMONG_THESE =
      MEANT.replace("WORKFLOWS", "(select * from workflow where id = any(:ids))");

  private final Jdbi jdbi;

  PriorityStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Waits for whoever makes workflows and keeps them from it until the transaction ends: workflows
   * that are made later know the rules as they are then.
   */
  void keepWorkflowsAway() {
    jdbi.useHandle(
        handle ->
            handle.execute("select pg_advisory_xact_lock('priority_rule'::regclass::bigint)"));
  }

  Optional<Template> findTemplate(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select t.id template_id, v.id version_id from dag_template t
                    join dag_template_version v on v.template_id = t.id and v.version = t.active_version
                    where t.name = :name and t.deleted_at is null
                    """)
                .bind("name", name)
                .mapTo(Template.class)
                .findOne());
  }

  List<PriorityRule> list() {
    return jdbi.withHandle(
        handle -> handle.createQuery(SELECT + "order by r.id").mapTo(PriorityRule.class).list());
  }

  Optional<PriorityRule> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + "where r.id = :id")
                .bind("id", id)
                .mapTo(PriorityRule.class)
                .findOne());
  }

  /** A number above those of all rules. */
  long nextSetNo() {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("select nextval('priority_rule_set_no')").mapTo(Long.class).one());
  }

  /** Adds a rule, or changes the one that means the same jobs; returns its id. */
  long put(Scope scope, String who) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createQuery(
                        """
                        insert into priority_rule (template_id, vertex, run, stream, priority, set_no, set_by)
                        values (:template, :vertex, :run, :stream, :priority, :setNo, :who)
                        on conflict (template_id, vertex, run, stream) do update set
                          priority = excluded.priority, set_no = excluded.set_no, set_by = excluded.set_by, set_at = now()
                        returning id
                        """),
                    scope)
                .bind("who", who)
                .mapTo(Long.class)
                .one());
  }

  int delete(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate("delete from priority_rule where id = :id")
                .bind("id", id)
                .execute());
  }

  /** How many jobs are meant and have another priority. */
  long count(Scope scope) {
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery("select count(*) " + FOUND), scope).mapTo(Long.class).one());
  }

  /** Workflows of which jobs are meant that have another priority. */
  List<Long> meant(Scope scope) {
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery("select distinct w.id " + FOUND + " order by w.id"), scope)
                .mapTo(Long.class)
                .list());
  }

  /**
   * Gives the jobs of these workflows that are meant their priority. It waits for nobody: jobs that
   * somebody moves at this moment are passed over.
   */
  int reorder(Scope scope, List<Long> workflows) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createUpdate(
                        "with meant as materialized (select job.id "
                            + AMONG_THESE.replace("FENCE", "for update skip locked")
                            + """
                            )
                            update job set priority = :priority where id = any(array(select id from meant))
                            """),
                    scope)
                .bind("ids", longs(workflows))
                .execute());
  }

  /** The same, waiting for those who move these jobs, in the order of all who do. */
  int reorderPatiently(Scope scope, List<Long> workflows) {
    return jdbi.withHandle(
        handle -> {
          handle
              .createQuery("select id from workflow where id = any(:ids) order by id for update")
              .bind("ids", longs(workflows))
              .mapTo(Long.class)
              .list();
          return bind(
                  handle.createUpdate(
                      "with meant as materialized (select job.id "
                          + AMONG_THESE.replace("FENCE", "offset 0")
                          + """
                          ),
                          locked as materialized (
                            select id from job where id = any(array(select id from meant)) and state in ('WAITING', 'READY')
                            order by id for update)
                          update job set priority = :priority from locked where job.id = locked.id
                          """),
                  scope)
              .bind("ids", longs(workflows))
              .execute();
        });
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Scope scope) {
    return statement
        .bind("template", scope.template())
        .bind("vertex", scope.vertex())
        .bind("run", scope.run())
        .bind("stream", scope.stream())
        .bind("priority", scope.priority())
        .bind("setNo", scope.setNo());
  }
}
