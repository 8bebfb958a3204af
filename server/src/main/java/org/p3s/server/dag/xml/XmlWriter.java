package org.p3s.server.dag.xml;

/** Writes elements so that reading them again gives the same values, whatever they contain. */
public final class XmlWriter {

  private final StringBuilder out;

  public XmlWriter(StringBuilder out) {
    this.out = out;
  }

  /** The element and all it holds, adding no white space. */
  public void write(Element element) {
    if (element.children().isEmpty()) {
      startTag(element, true);
      return;
    }
    startTag(element, false);
    for (Content content : element.children()) {
      if (content instanceof Element child) {
        write(child);
      } else if (content instanceof Text text) {
        write(text);
      }
    }
    endTag(element);
  }

  public void write(Text text) {
    escape(text.value(), false);
  }

  public void startTag(Element element, boolean empty) {
    out.append('<').append(element.qualifiedName());
    for (Attribute attribute : element.attributes()) {
      out.append(' ').append(attribute.name()).append("=\"");
      escape(attribute.value(), true);
      out.append('"');
    }
    out.append(empty ? "/>" : ">");
  }

  public void endTag(Element element) {
    out.append("</").append(element.qualifiedName()).append('>');
  }

  private void escape(String text, boolean inAttribute) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        // A reader turns a bare carriage return into a line feed, and in attributes all into
        // blanks.
        case '\r' -> out.append("&#13;");
        case '"' -> out.append(inAttribute ? "&quot;" : "\"");
        case '\n' -> out.append(inAttribute ? "&#10;" : "\n");
        case '\t' -> out.append(inAttribute ? "&#9;" : "\t");
        default -> out.append(c);
      }
    }
  }
}
