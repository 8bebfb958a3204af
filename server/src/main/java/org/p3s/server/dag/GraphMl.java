package org.p3s.server.dag;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.dag.xml.Element;

/** The words of GraphML and of our dialect of it. */
final class GraphMl {

  static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";

  /** Older drafts and the schema's own folders live below this address, and many files use them. */
  private static final String FAMILY = "http://graphml.graphdrawing.org/";

  /** What each element may hold, in the order in which it is written. */
  static final Map<String, List<String>> CHILDREN =
      Map.of(
          "graphml", List.of("desc", "key", "graph", "data"),
          "key", List.of("desc", "default"),
          "graph", List.of("desc", "data", "node", "edge"),
          "node", List.of("desc", "data"),
          "edge", List.of("desc", "data"));

  static final Set<String> TARGETS =
      Set.of("graphml", "graph", "node", "edge", "hyperedge", "port", "endpoint", "all");

  /** Those of the standard, and two that NetworkX reads. */
  static final Set<String> TYPES =
      Set.of("boolean", "int", "long", "float", "double", "string", "integer", "yfiles");

  static final Set<String> GRAPH_KEYS =
      Set.of("name", "description", "eta", "late", "scope", "alternatives");

  static final Set<String> VERTEX_KEYS =
      Set.of(
          "payload",
          "env",
          "jobtype",
          "timelimit",
          "priority",
          "cores",
          "memory",
          "gpus",
          "labels",
          "estimate",
          "retries",
          "optional");

  static final Set<String> EDGE_KEYS =
      Set.of("name", "dirpath", "datatype", "datatag", "comment", "when");

  private GraphMl() {}

  /** Whether the element belongs to GraphML rather than to a tool's own language. */
  static boolean isOurs(Element element) {
    return element.namespace().isEmpty() || element.namespace().startsWith(FAMILY);
  }

  static boolean is(Element element, String name) {
    return isOurs(element) && element.name().equals(name);
  }

  /** Whether white space between the element's children means nothing. */
  static boolean isStructural(Element element) {
    return isOurs(element) && CHILDREN.containsKey(element.name());
  }

  /** How violations name the element. */
  static String field(Element element) {
    return switch (element.name()) {
      case "node" -> "node[" + shown(element, "id") + "]";
      case "edge" -> "edge[" + shown(element, "source") + ":" + shown(element, "target") + "]";
      case "key" -> "key[" + shown(element, "id") + "]";
      default -> element.qualifiedName();
    };
  }

  private static String shown(Element element, String attribute) {
    String value = element.attribute(attribute);
    String quoted = Violations.quote(value == null ? "" : value);
    return quoted.substring(1, quoted.length() - 1);
  }

  static Set<String> known(String target) {
    return switch (target) {
      case "graph" -> GRAPH_KEYS;
      case "node" -> VERTEX_KEYS;
      case "edge" -> EDGE_KEYS;
      default -> Set.of();
    };
  }
}
