package org.p3s.server.workflow;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.p3s.server.dag.Dag;
import org.p3s.server.template.DagTemplates;

/** The graphs that workflows follow; those of templates are compiled once. */
@ApplicationScoped
class GraphLookup {

  private static final Dag LONE =
      Blueprint.dagOf(
          new Spec.LoneJob("job", "", "", Map.of(), null, 0, 1, null, 0, Map.of(), null));

  private final DagTemplates templates;

  GraphLookup(DagTemplates templates) {
    this.templates = templates;
  }

  /** By the workflows' ids; that of a lone job has one vertex, whatever the job is. */
  Map<Long, Dag> dags(Collection<JobMoves.Locked> workflows) {
    Map<Long, Dag> dags = new HashMap<>();
    for (JobMoves.Locked each : workflows) {
      dags.put(
          each.id(),
          each.templateVersionId() == null
              ? LONE
              : templates.compile(each.templateVersionId()).dag());
    }
    return dags;
  }
}
