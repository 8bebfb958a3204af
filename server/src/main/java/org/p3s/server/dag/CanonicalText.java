package org.p3s.server.dag;

import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.XmlWriter;

/** Lays out a canonical document: one structural element a line, what is inside data untouched. */
final class CanonicalText {

  private final StringBuilder out = new StringBuilder();
  private final XmlWriter writer = new XmlWriter(out);

  private CanonicalText() {}

  static String of(Element root) {
    CanonicalText text = new CanonicalText();
    text.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.write(root, 0);
    return text.out.toString();
  }

  private void write(Element element, int depth) {
    out.append("  ".repeat(depth));
    if (GraphMl.isStructural(element) && element.hasElements()) {
      writer.startTag(element, false);
      out.append('\n');
      element.elements().forEach(child -> write(child, depth + 1));
      out.append("  ".repeat(depth));
      writer.endTag(element);
    } else {
      writer.write(element);
    }
    out.append('\n');
  }
}
