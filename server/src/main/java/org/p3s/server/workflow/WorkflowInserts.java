package org.p3s.server.workflow;

import static org.p3s.server.platform.SqlArray.booleans;
import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.ReadyJob;

/**
 * The SQL that makes workflows: one or two statements per table, whatever their number and size.
 */
@ApplicationScoped
class WorkflowInserts {

  /** A workflow to insert. */
  record Wanted(NewWorkflow workflow, Plan plan) {}

  /** One that is there and has no jobs yet. */
  private record New(long id, NewWorkflow workflow, Plan plan) {}

  /**
   * What was inserted.
   *
   * @param ids of the workflows, in the order in which they were asked for
   * @param ready the jobs that are READY
   */
  record Made(List<Long> ids, List<ReadyJob> ready) {}

  /** A vertex of one of the plans of a batch, by the plan's place in it. */
  private record Planned(int plan, Plan.Row row) {}

  /** The deadline of a workflow: from when its file was seen, or else from now. */
  private static final String DEADLINE =
      "coalesce(coalesce(cast(seen_at as timestamptz), now()) + cast(eta as interval), 'infinity')";

  /**
   * The priority that an operator has set for a job, or null: of the rules that mean it the one
   * that says most, else the one set last. Nothing is looked up for a job while there are no rules.
   */
  private static final String RULED =
      """
      case when (select exists (select from priority_rule)) then (
        select r.priority
        from (select id, template_version_id, run, spec from workflow) f
        left join dag_template_version t on t.id = f.template_version_id
        join priority_rule r
          on (r.template_id is null or r.template_id = t.template_id) and (r.vertex is null or r.vertex = name)
            and (r.run is null or r.run = f.run) and (r.stream is null or r.stream = f.spec #>> '{input,stream}')
        where f.id = w.id
        order by num_nonnulls(r.template_id, r.vertex, r.run, r.stream) desc, r.set_no desc limit 1) end""";

  private static final String INSERT_JOBS =
      """
      with made as (
        insert into job (id, name, job_type, lane_id, state, reason, parents_left, retries_left, priority,
                         optional, due, size, ready_at, ended_at)
        select w.id * 4096 + vertex, name, job_type, lane_id, state, reason, parents_left, retries,
               coalesce(RULED, own_priority, priority), optional, due(DEADLINE, w.id), size,
               case when state = 'READY' then now() end, case when state = 'FINISHED' then now() end
        from JOBS
        returning MOVED)
      select id, state, lane_id, priority, due from made where state = 'READY'
      """
          .replace("RULED", RULED)
          .replace("DEADLINE", DEADLINE)
          .replace("MOVED", JobQueue.MOVED);

  private static final String VERTICES =
      ":vertices, :names, :types, :lanes, :states, :reasons, :parents, :retries, :priorities, :optional";
  private static final String COLUMNS =
      "vertex, name, job_type, lane_id, state, reason, parents_left, retries, priority, optional";

  /** One vertex for each workflow. */
  private static final String LONE =
      "unnest(:ids, :own, :etas, :seen, :sizes, %s) as w (id, own_priority, eta, seen_at, size, %s)"
          .formatted(VERTICES, COLUMNS);

  /** Some vertices for each plan, and a plan for each workflow. */
  private static final String PLANNED =
      """
      unnest(:ids, :own, :etas, :seen, :sizes, :plans) as w (id, own_priority, eta, seen_at, size, plan)
      join unnest(:ofPlan, %s) as v (plan, %s) on v.plan = w.plan
      """
          .formatted(VERTICES, COLUMNS);

  private final Jdbi jdbi;

  WorkflowInserts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Inserts workflows and their jobs. */
  Made insert(List<Wanted> wanted) {
    List<Long> ids = insertWorkflows(wanted);
    List<New> news = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      news.add(new New(ids.get(i), wanted.get(i).workflow(), wanted.get(i).plan()));
    }
    // the plan of a lone job is its own: joining workflows with plans would try all pairs
    List<New> lone = news.stream().filter(each -> each.workflow().versionId() == null).toList();
    List<New> planned = news.stream().filter(each -> each.workflow().versionId() != null).toList();
    List<ReadyJob> ready = new ArrayList<>();
    if (!lone.isEmpty()) {
      ready.addAll(insertLone(lone));
    }
    if (!planned.isEmpty()) {
      ready.addAll(insertPlanned(planned));
    }
    return new Made(ids, ready);
  }

  /** Their ids, which grow in the order of the list. */
  private List<Long> insertWorkflows(List<Wanted> wanted) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into workflow (id, template_version_id, name, state, run, file_id, trigger_id, spec, priority,
                                          eta, deadline, jobs, jobs_left, created_by, instead_of, started_at,
                                          ended_at)
                    select nextval('workflow_id'), version_id, name,
                           case when jobs_left = 0 then 'FINISHED' when started then 'RUNNING' else 'DEFINED' end,
                           run, file_id, trigger_id, cast(spec as jsonb), priority, cast(eta as interval), DEADLINE,
                           jobs, jobs_left, created_by, instead_of,
                           case when started then now() end, case when jobs_left = 0 then now() end
                    from unnest(:versions, :names, :runs, :files, :triggers, :specs, :priorities, :etas, :seen,
                                :jobs, :left, :who, :insteadOf, :started) with ordinality
                      as n (version_id, name, run, file_id, trigger_id, spec, priority, eta, seen_at,
                            jobs, jobs_left, created_by, instead_of, started, place)
                    -- rules that are set meanwhile wait, and so are known to the jobs, which are inserted next
                    where (select pg_advisory_xact_lock_shared('priority_rule'::regclass::bigint)) is not null
                    order by place
                    returning id
                    """
                        .replace("DEADLINE", DEADLINE))
                .bind("versions", longs(wanted, n -> n.workflow().versionId()))
                .bind("names", texts(wanted, n -> n.workflow().name()))
                .bind("runs", longs(wanted, n -> n.workflow().run()))
                .bind("files", longs(wanted, n -> n.workflow().fileId()))
                .bind("triggers", longs(wanted, n -> n.workflow().triggerId()))
                .bind("specs", texts(wanted, n -> n.workflow().spec().toJson()))
                .bind("priorities", ints(wanted, WorkflowInserts::priority))
                .bind("etas", texts(wanted, n -> text(n.workflow().promised())))
                .bind("seen", texts(wanted, n -> text(n.workflow().seenAt())))
                .bind("jobs", ints(wanted, n -> n.plan().rows().size()))
                .bind("left", ints(wanted, n -> n.plan().jobsLeft()))
                .bind("who", texts(wanted, n -> n.workflow().createdBy()))
                .bind("insteadOf", texts(wanted, n -> n.workflow().insteadOf()))
                .bind("started", booleans(wanted, n -> n.workflow().start()))
                .mapTo(Long.class)
                .stream()
                .sorted()
                .toList());
  }

  private static int priority(Wanted each) {
    return each.workflow().priority() == null ? 0 : each.workflow().priority();
  }

  private List<ReadyJob> insertLone(List<New> lone) {
    List<Plan.Row> rows = map(lone, each -> each.plan().rows().get(0));
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery(INSERT_JOBS.replace("JOBS", LONE)), lone, rows)
                .mapTo(ReadyJob.class)
                .list());
  }

  private List<ReadyJob> insertPlanned(List<New> planned) {
    Map<NewWorkflow.Kind, Integer> places = new HashMap<>();
    List<Planned> vertices = new ArrayList<>();
    List<Integer> plans = new ArrayList<>();
    for (New each : planned) {
      Integer known = places.get(each.workflow().kind());
      int place = known == null ? places.size() : known;
      if (known == null) {
        places.put(each.workflow().kind(), place);
        each.plan().rows().forEach(row -> vertices.add(new Planned(place, row)));
      }
      plans.add(place);
    }
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createQuery(INSERT_JOBS.replace("JOBS", PLANNED)),
                    planned,
                    map(vertices, Planned::row))
                .bind("plans", ints(plans))
                .bind("ofPlan", ints(vertices, Planned::plan))
                .mapTo(ReadyJob.class)
                .list());
  }

  private static Query bind(Query query, List<New> news, List<Plan.Row> rows) {
    return query
        .bind("ids", longs(news, New::id))
        .bind("own", ints(news, n -> n.workflow().priority()))
        .bind("etas", texts(news, n -> text(n.workflow().promised())))
        .bind("seen", texts(news, n -> text(n.workflow().seenAt())))
        .bind("sizes", longs(news, n -> n.workflow().size()))
        .bind("vertices", ints(rows, Plan.Row::vertex))
        .bind("names", texts(rows, Plan.Row::name))
        .bind("types", texts(rows, Plan.Row::jobType))
        .bind("lanes", ints(rows, Plan.Row::laneId))
        .bind("states", texts(rows, row -> row.state().name()))
        .bind("reasons", texts(rows, Plan.Row::reason))
        .bind("parents", ints(rows, Plan.Row::parentsLeft))
        .bind("retries", ints(rows, Plan.Row::retries))
        .bind("priorities", ints(rows, Plan.Row::priority))
        .bind("optional", booleans(rows, Plan.Row::optional));
  }

  private static <T, R> List<R> map(List<T> items, Function<T, R> field) {
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
                .bind("runs", longs(runs))
                .execute());
  }
}
