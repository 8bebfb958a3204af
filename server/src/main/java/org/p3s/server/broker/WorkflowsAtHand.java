package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Workflow;
import org.p3s.server.workflow.WorkflowFiles;
import org.p3s.server.workflow.Workflows;

/**
 * The workflows whose jobs were given away last: the next jobs are often of the same ones. Used by
 * the broker's thread alone.
 */
@ApplicationScoped
class WorkflowsAtHand {

  private static final int MOST = 10_000;

  /** What offers need of a workflow. */
  record AtHand(Workflow workflow, Blueprint blueprint, WorkflowFiles files) {}

  private final Workflows workflows;
  private final Map<Long, AtHand> byId =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, AtHand> eldest) {
          return size() > MOST;
        }
      };

  WorkflowsAtHand(Workflows workflows) {
    this.workflows = workflows;
  }

  Map<Long, AtHand> get(Collection<Long> ids) {
    Map<Long, AtHand> wanted = new HashMap<>();
    List<Long> unknown = new ArrayList<>();
    for (Long id : ids) {
      AtHand known = byId.get(id);
      if (known == null) {
        unknown.add(id);
      } else {
        wanted.put(id, known);
      }
    }
    if (!unknown.isEmpty()) {
      read(unknown).forEach(each -> wanted.put(each.workflow().id(), each));
    }
    return wanted;
  }

  private List<AtHand> read(List<Long> ids) {
    List<Workflow> read = List.copyOf(workflows.byId(ids).values());
    Map<Long, WorkflowFiles> files =
        workflows.files(read.stream().map(workflows::blueprint).toList());
    List<AtHand> all =
        read.stream()
            .map(each -> new AtHand(each, files.get(each.id()).blueprint(), files.get(each.id())))
            .toList();
    all.forEach(each -> byId.put(each.workflow().id(), each));
    return all;
  }

  /** Their deadlines may be others now. */
  void forget() {
    byId.clear();
  }
}
