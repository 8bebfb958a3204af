package org.p3s.server.dag;

import java.util.stream.Collectors;
import org.p3s.server.dag.xml.Content;
import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.Text;
import org.p3s.server.dag.xml.XmlWriter;

/**
 * What stands in a data or default element.
 *
 * @param text its text, or its content as XML when it is nested
 * @param owner the element that it describes
 * @param name of what it says about the owner
 */
record Value(String text, boolean nested, Element owner, String name, int line) {

  static Value of(Element element, Element owner, String name) {
    boolean nested = element.hasElements();
    String text = nested ? xml(element) : element.text();
    return new Value(text, nested, owner, name, element.line());
  }

  /** How violations name it. */
  String field() {
    return GraphMl.field(owner) + "." + name;
  }

  private static String xml(Element element) {
    return element.children().stream().map(Value::xml).collect(Collectors.joining());
  }

  private static String xml(Content content) {
    StringBuilder out = new StringBuilder();
    XmlWriter writer = new XmlWriter(out);
    if (content instanceof Element element) {
      writer.write(element);
    } else if (content instanceof Text text) {
      writer.write(text);
    }
    return out.toString();
  }
}
