package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.Outline;
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
  record AtHand(Outline workflow, Blueprint blueprint, WorkflowFiles files) {}

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
    List<AtHand> read = workflows.outlines(ids).stream().map(this::atHand).toList();
    read.forEach(each -> byId.put(each.workflow().id(), each));
    return read;
  }

  private AtHand atHand(Outline workflow) {
    Blueprint blueprint = workflows.blueprint(workflow);
    return new AtHand(workflow, blueprint, workflows.files(blueprint));
  }

  /** Their deadlines may be others now. */
  void forget() {
    byId.clear();
  }
}
