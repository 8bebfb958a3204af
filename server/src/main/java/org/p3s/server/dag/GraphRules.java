package org.p3s.server.dag;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What must hold across vertices and edges. */
final class GraphRules {

  /** Enough to find a cycle by. */
  private static final int MOST_NAMED = 20;

  private final List<Vertex> vertices;
  private final Map<String, Integer> indexes;
  private final List<EdgeReading> edges;
  private final Violations violations;

  GraphRules(
      List<Vertex> vertices,
      Map<String, Integer> indexes,
      List<EdgeReading> edges,
      Violations violations) {
    this.vertices = vertices;
    this.indexes = indexes;
    this.edges = edges;
    this.violations = violations;
  }

  void checkEnds(Set<String> nestedIds) {
    for (EdgeReading edge : edges) {
      checkEnd(edge, "source", edge.edge().source(), nestedIds);
      checkEnd(edge, "target", edge.edge().target(), nestedIds);
    }
  }

  private void checkEnd(EdgeReading edge, String end, String id, Set<String> nestedIds) {
    if (id == null || (!indexes.containsKey(id) && !nestedIds.contains(id))) {
      violations.add(
          GraphMl.field(edge.element()) + "." + end,
          edge.element().line(),
          id == null
              ? "the edge has no " + end
              : "unknown " + end + " vertex " + Violations.quote(id));
    }
  }

  void checkDataTypes(Predicate<String> known) {
    Map<String, Boolean> answers = new HashMap<>();
    for (EdgeReading edge : edges) {
      String type = edge.edge().dataType();
      if (!type.isEmpty() && !answers.computeIfAbsent(type, known::test)) {
        edge.complain("datatype", "unknown data type " + Violations.quote(type));
      }
    }
  }

  /** A variable can hold one path: a job's files need tags of their own. */
  void checkDataTags() {
    Map<String, Map<String, EdgeReading>> filesByJob = new HashMap<>();
    for (EdgeReading edge : edges) {
      if (!edge.edge().dataTag().isEmpty()) {
        checkDataTag(filesByJob, edge.edge().source(), edge);
        checkDataTag(filesByJob, edge.edge().target(), edge);
      }
    }
  }

  private void checkDataTag(
      Map<String, Map<String, EdgeReading>> filesByJob, String job, EdgeReading edge) {
    Integer index = indexes.get(job);
    if (index == null || vertices.get(index).isNoop()) {
      return;
    }
    EdgeReading first =
        filesByJob
            .computeIfAbsent(job, any -> new HashMap<>())
            .putIfAbsent(edge.edge().dataTag(), edge);
    if (first != null && !first.file().equals(edge.file())) {
      edge.complain(
          "datatag",
          "%s is another file of %s on the edge %s of line %d"
              .formatted(
                  Violations.quote(edge.edge().dataTag()),
                  Violations.quote(job),
                  Violations.quote(first.ends()),
                  first.element().line()));
    }
  }

  void checkCycles() {
    Topology topology = new Topology(vertices.size());
    for (EdgeReading edge : edges) {
      Integer source = indexes.get(edge.edge().source());
      Integer target = indexes.get(edge.edge().target());
      if (source != null && target != null) {
        topology.connect(edge.edge().index(), source, target);
      }
    }
    for (List<Integer> cycle : topology.cycles()) {
      int last = cycle.get(cycle.size() - 1);
      EdgeReading closing = edges.get(topology.edge(last, cycle.get(0)));
      violations.add(
          GraphMl.field(closing.element()), closing.element().line(), "cycle: " + named(cycle));
    }
  }

  private String named(List<Integer> cycle) {
    String way =
        cycle.stream()
            .limit(MOST_NAMED)
            .map(index -> vertices.get(index).id())
            .collect(Collectors.joining(" -> "));
    String gap = cycle.size() > MOST_NAMED ? " -> … (" + cycle.size() + " vertices)" : "";
    return way + gap + " -> " + vertices.get(cycle.get(0)).id();
  }
}
