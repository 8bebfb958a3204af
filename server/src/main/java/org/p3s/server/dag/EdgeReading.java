package org.p3s.server.dag;

import org.p3s.server.dag.xml.Element;

/** An edge and where it was read, for the rules that look at several at once. */
record EdgeReading(Edge edge, Element element, Given given) {

  static EdgeReading of(int index, Element element, Given given, Violations violations) {
    checkAttributes(element, violations);
    Edge edge =
        new Edge(
            index,
            element.attribute("source"),
            element.attribute("target"),
            given.text("name"),
            given.text("dirpath"),
            given.text("datatype"),
            given.text("datatag"),
            given.verbatim("comment"),
            given.choice("when", When.class, When.SUCCESS),
            given.extra());
    EdgeReading reading = new EdgeReading(edge, element, given);
    reading.complain("name", Names.complaintOnName(edge.name()));
    reading.complain("dirpath", Names.complaintOnPath(edge.dirpath()));
    reading.complain("datatag", Names.complaintOnTag(edge.dataTag()));
    return reading;
  }

  private static void checkAttributes(Element element, Violations violations) {
    String field = GraphMl.field(element);
    String directed = element.attribute("directed");
    if (directed != null && !directed.equals("true")) {
      violations.add(
          field, element.line(), "directed=" + Violations.quote(directed) + ": must be 'true'");
    }
    if (element.attribute("sourceport") != null || element.attribute("targetport") != null) {
      violations.add(field, element.line(), "ports are not supported: an edge ends at a vertex");
    }
  }

  void complain(String name, String message) {
    if (message != null) {
      given.complain(name, element.line(), message);
    }
  }

  /** Two edges with the same answer stand for one file; without a name each maker has its own. */
  String file() {
    return edge.name().isEmpty()
        ? edge.source() + '\0' + edge.dirpath()
        : '\0' + edge.dirpath() + '\0' + edge.name();
  }

  String ends() {
    return edge.source() + ":" + edge.target();
  }
}
