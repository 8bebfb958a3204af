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

  private final WorkflowStore store;
  private final DagTemplates templates;

  GraphLookup(WorkflowStore store, DagTemplates templates) {
    this.store = store;
    this.templates = templates;
  }

  /** By the workflows' ids. */
  Map<Long, Dag> dags(Collection<Long> workflows) {
    Map<Long, Dag> dags = new HashMap<>();
    for (WorkflowStore.Plan plan : store.plans(workflows)) {
      dags.put(
          plan.id(),
          plan.templateVersionId() == null
              ? Blueprint.dagOf(Spec.ofJson(plan.spec()).lone())
              : templates.compile(plan.templateVersionId()).dag());
    }
    return dags;
  }
}
