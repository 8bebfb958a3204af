package org.p3s.server.workflow;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static java.util.stream.Collectors.toSet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.p3s.server.dag.Vertex;
import org.p3s.server.deadline.Demand;
import org.p3s.server.deadline.Estimates;
import org.p3s.server.job.Queues;
import org.p3s.server.job.Requirements;
import org.p3s.server.template.CompiledTemplate;

/** What workflows would ask for, by what was measured or said. */
@ApplicationScoped
public class Demands {

  private final Queues queues;
  private final Estimates estimates;

  Demands(Queues queues, Estimates estimates) {
    this.queues = queues;
    this.estimates = estimates;
  }

  /**
   * What a workflow of this template asks for; of several priorities of its jobs, the least counts.
   *
   * @param size bytes of its file, null when not known
   * @param priority of all its jobs, null for those of the template
   * @param reserve the share of slots that its jobs may count on, null for none
   * @param ruled the priority that rules give to a job of this name, if they give it any
   */
  public Demand of(
      CompiledTemplate template,
      Long size,
      Integer priority,
      Requirements.Reserve reserve,
      Function<String, OptionalInt> ruled) {
    var kind = new NewWorkflow.Kind(template.versionId(), template.dag(), true, false, reserve);
    queues.ensure(kind.requirements().collect(toSet()));
    Estimates.Need need = estimates.need(template.versionId(), template.dag(), size);
    List<Vertex> jobs = kind.jobs().toList();
    Map<Integer, Double> work =
        jobs.stream()
            .collect(
                groupingBy(
                    each -> queues.idOf(kind.requirements(each)),
                    summingDouble(each -> need.work().get(each.index()))));
    int least =
        jobs.stream()
            .mapToInt(
                each ->
                    ruled.apply(each.id()).orElse(priority == null ? each.priority() : priority))
            .min()
            .orElse(0);
    return new Demand(work, need.path(), least, need.isKnown());
  }

  /** Whether a workflow of this template asks for more, the larger its file is. */
  public boolean dependsOnSize(CompiledTemplate template) {
    return estimates.need(template.versionId(), template.dag(), null).dependsOnSize();
  }
}
