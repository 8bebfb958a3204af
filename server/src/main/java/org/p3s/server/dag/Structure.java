package org.p3s.server.dag;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.p3s.server.dag.xml.Content;
import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.Text;

/** Checks that every element stands where GraphML, as far as p3s speaks it, lets it stand. */
final class Structure {

  private final Violations violations;
  private final Set<String> nested = new HashSet<>();

  Structure(Violations violations) {
    this.violations = violations;
  }

  /** Ids of vertices in nested graphs, which are refused once and not again for each edge. */
  Set<String> nestedIds() {
    return nested;
  }

  void check(Element element) {
    List<String> allowed = GraphMl.CHILDREN.get(element.name());
    for (Content content : element.children()) {
      if (content instanceof Text text && !text.value().isBlank()) {
        violations.add(
            GraphMl.field(element),
            element.line(),
            "text " + Violations.quote(text.value().strip()) + " stands outside <data>");
      } else if (content instanceof Element child && GraphMl.isOurs(child)) {
        checkChild(element, child, allowed);
      }
    }
  }

  private void checkChild(Element parent, Element child, List<String> allowed) {
    if (!allowed.contains(child.name())) {
      violations.add(GraphMl.field(parent), child.line(), complaint(parent, child));
      collectIds(child);
    } else if (GraphMl.isStructural(child)) {
      check(child);
    }
  }

  private static String complaint(Element parent, Element child) {
    return switch (child.name()) {
      case "graph" -> "a graph inside a " + parent.name() + ": nested graphs are not supported";
      case "hyperedge" -> "hyperedges are not supported: an edge goes from one vertex to another";
      case "port" -> "ports are not supported: an edge ends at a vertex";
      case "locator" -> "a locator points to another document: put everything into this one";
      default -> "unexpected element <" + child.qualifiedName() + "> in <" + parent.name() + ">";
    };
  }

  private void collectIds(Element element) {
    if (GraphMl.is(element, "node") && element.attribute("id") != null) {
      nested.add(element.attribute("id"));
    }
    element.elements().forEach(this::collectIds);
  }
}
