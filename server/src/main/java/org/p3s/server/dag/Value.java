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
 * @param field how violations name it
 */
record Value(String text, boolean nested, String field, int line) {

  static Value of(Element element, String field) {
    boolean nested = element.hasElements();
    String text = nested ? xml(element) : element.text();
    return new Value(text, nested, field, element.line());
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
