package org.p3s.server.job.type;

import static org.p3s.server.platform.SqlArray.ints;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.job.Queues;

/** How many jobs of each type there are now; reads the jobs that have not ended and no others. */
@ApplicationScoped
class JobTypeCounts {

  /** Numbers of a queue; public because Jdbi fills it. */
  public record Count(int queueId, int ready, int held) {
    static final Count NONE = new Count(0, 0, 0);
  }

  private final Jdbi jdbi;
  private final Queues queues;

  JobTypeCounts(Jdbi jdbi, Queues queues) {
    this.jdbi = jdbi;
    this.queues = queues;
  }

  /** READY jobs of a type by their queue. */
  Map<Integer, Integer> readyByQueue(String type) {
    queues.refresh();
    List<Integer> own = queues.ofType(type);
    return jdbi
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select queue_id, sum(n)::int ready, 0 held
                        from lane cross join lateral (
                          select count(*) n from job where lane_id = lane.id and state = 'READY') counted
                        where queue_id = any(:queues) and n > 0 group by queue_id
                        """)
                    .bind("queues", ints(own))
                    .mapTo(Count.class)
                    .list())
        .stream()
        .collect(Collectors.toMap(Count::queueId, Count::ready));
  }

  /** By type; all types that a job ever had are there, but noop and the empty one. */
  Map<String, Count> byType() {
    List<Count> found = unfinished();
    queues.refresh();
    Map<String, Count> byType = new HashMap<>();
    queues.all().values().forEach(each -> byType.put(each.jobType(), Count.NONE));
    found.forEach(
        each -> byType.merge(queues.of(each.queueId()).jobType(), each, JobTypeCounts::sum));
    byType.remove("");
    return byType;
  }

  private static Count sum(Count one, Count other) {
    return new Count(0, one.ready() + other.ready(), one.held() + other.held());
  }

  private List<Count> unfinished() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select queue_id, sum(ready)::int ready, sum(held)::int held
                    from (select lane_id, count(*) ready, 0 held from job where state = 'READY' group by lane_id
                          union all
                          select lane_id, 0, count(*) from job where state in ('DISPATCHED', 'RUNNING') group by lane_id) n
                    join lane on lane.id = lane_id group by queue_id
                    """)
                .mapTo(Count.class)
                .list());
  }
}
