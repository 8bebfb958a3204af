package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.p3s.server.dag.xml.Element;

/** From the graph element to vertices and edges. */
final class GraphReading {

  private final Element graph;
  private final Keys keys;
  private final Violations violations;
  private final List<Vertex> vertices = new ArrayList<>();
  private final Map<String, Integer> vertexIndexes = new HashMap<>();
  private final Map<String, Integer> vertexLines = new HashMap<>();
  private final List<EdgeReading> edges = new ArrayList<>();

  GraphReading(Element graph, Keys keys, Violations violations) {
    this.graph = graph;
    this.keys = keys;
    this.violations = violations;
    if (isSmallEnough()) {
      graph.elements().filter(child -> GraphMl.is(child, "node")).forEach(this::vertex);
      graph.elements().filter(child -> GraphMl.is(child, "edge")).forEach(this::edge);
    }
  }

  private boolean isSmallEnough() {
    long nodes = graph.elements().filter(child -> GraphMl.is(child, "node")).count();
    long links = graph.elements().filter(child -> GraphMl.is(child, "edge")).count();
    if (nodes == 0) {
      violations.add("graph", graph.line(), "the graph has no vertices");
    }
    boolean fits = nodes <= GraphMlReader.MOST_VERTICES && links <= GraphMlReader.MOST_EDGES;
    if (!fits) {
      violations.add(
          "graph",
          graph.line(),
          "%d vertices and %d edges: %d and %d are the most"
              .formatted(nodes, links, GraphMlReader.MOST_VERTICES, GraphMlReader.MOST_EDGES));
    }
    return fits;
  }

  static Heading heading(Element graph, Keys keys, Violations violations) {
    String direction = graph.attribute("edgedefault");
    if (!"directed".equals(direction)) {
      violations.add(
          "graph.edgedefault",
          graph.line(),
          direction == null
              ? "edgedefault is missing: it must be 'directed'"
              : "edgedefault=" + Violations.quote(direction) + ": it must be 'directed'");
    }
    Given given = new Given("graph", graph, keys, violations);
    String id = graph.attribute("id") == null ? "" : graph.attribute("id");
    return new Heading(
        given.text("name").isEmpty() ? id : given.text("name"),
        given.text("description"),
        given.eta(),
        given.choice("late", LatePolicy.class, LatePolicy.DROP),
        given.choice("scope", Scope.class, Scope.FILE),
        given.names("alternatives"));
  }

  private void vertex(Element node) {
    String id = node.attribute("id");
    String complaint = Names.complaintOnId(id);
    if (complaint != null) {
      violations.add(GraphMl.field(node), node.line(), complaint);
    } else if (vertexLines.putIfAbsent(id, node.line()) != null) {
      violations.add(
          GraphMl.field(node),
          node.line(),
          "duplicate id: the vertex of line " + vertexLines.get(id) + " has it too");
    } else {
      vertexIndexes.put(id, vertices.size());
    }
    vertices.add(
        VertexReading.of(id, vertices.size(), node, new Given("node", node, keys, violations)));
  }

  private void edge(Element element) {
    Given given = new Given("edge", element, keys, violations);
    edges.add(EdgeReading.of(edges.size(), element, given, violations));
  }

  void check(Set<String> nestedIds, Predicate<String> knownDataType) {
    GraphRules rules = new GraphRules(vertices, vertexIndexes, edges, violations);
    rules.checkEnds(nestedIds);
    rules.checkDataTypes(knownDataType);
    rules.checkDataTags();
    rules.checkCycles();
  }

  List<Vertex> vertices() {
    return vertices;
  }

  List<Edge> edges() {
    return edges.stream().map(EdgeReading::edge).toList();
  }
}
