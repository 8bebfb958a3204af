package org.p3s.server.workflow;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.dag.Vertex;
import org.p3s.server.deadline.Estimates;
import org.p3s.server.job.Expected;
import org.p3s.server.job.Lane;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Queues;

/** Plans new workflows, and makes the lanes in which their jobs will wait. */
@ApplicationScoped
class Plans {

  private final Queues queues;
  private final Lanes lanes;
  private final Estimates estimates;

  Plans(Queues queues, Lanes lanes, Estimates estimates) {
    this.queues = queues;
    this.lanes = lanes;
    this.estimates = estimates;
  }

  /** By workflow; the same one for workflows of the same kind. */
  List<Plan> of(List<NewWorkflow> news) {
    ensureLanes(news);
    Map<NewWorkflow.Kind, Plan> plans = new HashMap<>();
    return news.stream()
        .map(
            each ->
                plans.computeIfAbsent(
                    each.kind(), kind -> Plan.of(kind, vertex -> lanes.idOf(lane(kind, vertex)))))
        .toList();
  }

  /** Makes those lanes that there are not yet, each in a transaction of its own. */
  void ensureLanes(List<NewWorkflow> news) {
    Set<NewWorkflow.Kind> kinds = news.stream().map(NewWorkflow::kind).collect(toSet());
    queues.ensure(kinds.stream().flatMap(NewWorkflow.Kind::requirements).collect(toSet()));
    kinds.forEach(this::ensureLanes);
  }

  private void ensureLanes(NewWorkflow.Kind kind) {
    List<Vertex> missing = kind.jobs().filter(each -> !lanes.isKnown(lane(kind, each))).toList();
    if (missing.isEmpty()) {
      return;
    }
    List<Expected> expected = estimates.expected(kind.versionId(), kind.dag());
    lanes.ensure(
        missing.stream()
            .collect(toMap(each -> lane(kind, each), each -> expected.get(each.index()))));
  }

  private Lane.Key lane(NewWorkflow.Kind kind, Vertex vertex) {
    int queue = queues.idOf(kind.requirements(vertex));
    return kind.versionId() == null
        ? Lane.Key.ofLoneJobs(queue)
        : new Lane.Key(queue, kind.versionId(), vertex.index(), kind.isProbe());
  }
}
