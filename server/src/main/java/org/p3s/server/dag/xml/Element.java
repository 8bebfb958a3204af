package org.p3s.server.dag.xml;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One element of a document.
 *
 * @param prefix as written, empty when there is none
 * @param name without the prefix
 * @param namespace empty when there is none
 * @param attributes in document order, namespace declarations first
 * @param line 1-based line where its start tag begins
 */
public record Element(
    String prefix,
    String name,
    String namespace,
    List<Attribute> attributes,
    List<Content> children,
    int line)
    implements Content {

  public Element {
    attributes = List.copyOf(attributes);
    children = List.copyOf(children);
  }

  /** The name with its prefix, as it stands in the text. */
  public String qualifiedName() {
    return prefix.isEmpty() ? name : prefix + ":" + name;
  }

  /** The value of an attribute, or null when it is not there. */
  public String attribute(String attributeName) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(attributeName)) {
        return attribute.value();
      }
    }
    return null;
  }

  public Stream<Element> elements() {
    return children.stream().filter(Element.class::isInstance).map(Element.class::cast);
  }

  public boolean hasElements() {
    return children.stream().anyMatch(Element.class::isInstance);
  }

  /** The text that stands directly in this element, without that of its descendants. */
  public String text() {
    return children.stream()
        .filter(Text.class::isInstance)
        .map(content -> ((Text) content).value())
        .collect(Collectors.joining());
  }

  public Element withAttributes(List<Attribute> others) {
    return new Element(prefix, name, namespace, others, children, line);
  }

  public Element withChildren(List<? extends Content> others) {
    return new Element(prefix, name, namespace, attributes, List.copyOf(others), line);
  }
}
