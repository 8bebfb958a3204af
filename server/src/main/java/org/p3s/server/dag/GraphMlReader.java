package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.p3s.protocol.Problem;
import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.MalformedXml;
import org.p3s.server.dag.xml.XmlReader;

/**
 * Reads GraphML: tolerant of how tools write it, strict about what it says. The dialect and every
 * message are in docs/reference/graphml.md.
 */
public final class GraphMlReader {

  public static final int MOST_BYTES = 4 * 1024 * 1024;
  public static final int MOST_VERTICES = 4_096;
  public static final int MOST_EDGES = 65_536;

  private final Violations violations = new Violations();
  private final Predicate<String> knownDataType;

  private GraphMlReader(Predicate<String> knownDataType) {
    this.knownDataType = knownDataType;
  }

  /**
   * Reads one template.
   *
   * @param bytes a whole document in any encoding that it declares
   * @param knownDataType asked once for each data type that is named
   * @throws InvalidGraph with everything that is wrong
   */
  public static Dag read(byte[] bytes, Predicate<String> knownDataType) {
    return new GraphMlReader(knownDataType).dag(bytes);
  }

  private Dag dag(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw refusal(null, 1, bytes.length + " bytes: GraphML may have " + MOST_BYTES + " at most");
    }
    Element root = root(bytes);
    Structure structure = new Structure(violations);
    structure.check(root);
    Keys keys = Keys.read(root, violations);
    new Given("graphml", root, keys, violations);
    Element graph = graph(root);
    Heading heading = GraphReading.heading(graph, keys, violations);
    GraphReading reading = new GraphReading(graph, keys, violations);
    reading.check(structure.nestedIds(), knownDataType);
    if (!violations.isEmpty()) {
      throw violations.refusal();
    }
    return sized(new Dag(heading, reading.vertices(), reading.edges(), Canonical.of(root, keys)));
  }

  private static Element root(byte[] bytes) {
    try {
      Element root = XmlReader.read(bytes);
      if (!GraphMl.is(root, "graphml")) {
        throw refusal(null, root.line(), "this is no GraphML: its root is " + named(root));
      }
      return root;
    } catch (MalformedXml e) {
      throw refusal(null, e.line(), e.getMessage());
    }
  }

  private static String named(Element root) {
    return "<" + root.qualifiedName() + "> of the namespace " + Violations.quote(root.namespace());
  }

  private Element graph(Element root) {
    List<Element> graphs = new ArrayList<>();
    root.elements().filter(child -> GraphMl.is(child, "graph")).forEach(graphs::add);
    if (graphs.isEmpty()) {
      violations.add("graphml", root.line(), "there is no <graph>");
      throw violations.refusal();
    }
    for (Element more : graphs.subList(1, graphs.size())) {
      violations.add("graph", more.line(), "a second <graph>: a template has one");
    }
    return graphs.get(0);
  }

  /** What we export must be small enough to be imported again. */
  private static Dag sized(Dag dag) {
    int length = dag.canonical().length();
    if (length > MOST_BYTES) {
      throw refusal(
          null, 1, length + " bytes when exported: GraphML may have " + MOST_BYTES + " at most");
    }
    return dag;
  }

  private static InvalidGraph refusal(String field, int line, String message) {
    return new InvalidGraph(List.of(new Problem.Violation(field, line, message)));
  }
}
