package org.p3s.server.dag.xml;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a whole document; refuses DTDs, entities, XML 1.1 and elements nested too deeply. */
public final class XmlReader {

  /** Nobody nests by hand that deep, and what walks the tree may recurse. */
  public static final int MAX_DEPTH = 64;

  private static final String DTD =
      "a document type declaration (<!DOCTYPE …>) is not accepted: remove it, and write entities out";

  private final String text;
  private final XMLStreamReader reader;
  private final Deque<Open> open = new ArrayDeque<>();
  private Element root;
  // The reader stands behind what it has read, so an element begins where the event before it
  // ended.
  private int line = 1;

  private XmlReader(String text) throws XMLStreamException {
    this.text = text;
    this.reader = factory().createXMLStreamReader(new StringReader(text));
  }

  /**
   * Reads bytes in whatever encoding their byte order mark or XML declaration says.
   *
   * @throws MalformedXml with the line of the first error
   */
  public static Element read(byte[] bytes) throws MalformedXml {
    String text = Encoding.decode(bytes);
    try {
      return new XmlReader(text).document();
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw new MalformedXml(line, "malformed XML: " + ParserMessages.plain(e));
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLReporter((message, type, related, location) -> {}); // not to standard error
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException(DTD);
        });
    return factory;
  }

  private Element document() throws XMLStreamException, MalformedXml {
    if ("1.1".equals(reader.getVersion())) {
      throw new MalformedXml(1, "XML 1.1 is not accepted: use version=\"1.0\"");
    }
    while (reader.hasNext()) {
      int event = reader.next();
      accept(event);
      line = reader.getLocation().getLineNumber();
    }
    if (root == null) {
      throw new MalformedXml(line, "malformed XML: there is no element");
    }
    return root;
  }

  private void accept(int event) throws MalformedXml {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> start();
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
          append(reader.getText());
      case XMLStreamConstants.DTD ->
          throw new MalformedXml(Lines.at(text, text.indexOf("<!DOCTYPE")), DTD);
      default -> {} // comments and processing instructions say nothing
    }
  }

  private void start() throws MalformedXml {
    if (open.size() == MAX_DEPTH) {
      throw new MalformedXml(line, "elements are nested more than " + MAX_DEPTH + " deep");
    }
    if (root == null && open.isEmpty()) {
      // No event tells where the prolog ends; but in a start tag there is one '<' only.
      int end = reader.getLocation().getCharacterOffset();
      line = Lines.at(text, text.lastIndexOf('<', end - 1));
    }
    open.push(
        new Open(
            orEmpty(reader.getPrefix()),
            reader.getLocalName(),
            orEmpty(reader.getNamespaceURI()),
            attributes(),
            line));
  }

  private List<Attribute> attributes() {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String prefix = orEmpty(reader.getNamespacePrefix(i));
      attributes.add(
          new Attribute(
              prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, orEmpty(reader.getNamespaceURI(i))));
    }
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = orEmpty(reader.getAttributePrefix(i));
      String name = reader.getAttributeLocalName(i);
      attributes.add(
          new Attribute(
              prefix.isEmpty() ? name : prefix + ":" + name, reader.getAttributeValue(i)));
    }
    return attributes;
  }

  private void end() {
    Element element = open.pop().close();
    if (open.isEmpty()) {
      root = element;
    } else {
      open.peek().add(element);
    }
  }

  private void append(String characters) {
    if (!open.isEmpty()) {
      open.peek().text.append(characters);
    }
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  /** An element whose end tag has not come yet. */
  private static final class Open {
    private final String prefix;
    private final String name;
    private final String namespace;
    private final List<Attribute> attributes;
    private final int line;
    private final List<Content> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Open(String prefix, String name, String namespace, List<Attribute> attributes, int line) {
      this.prefix = prefix;
      this.name = name;
      this.namespace = namespace;
      this.attributes = attributes;
      this.line = line;
    }

    void add(Element child) {
      flush();
      children.add(child);
    }

    Element close() {
      flush();
      return new Element(prefix, name, namespace, attributes, children, line);
    }

    private void flush() {
      if (!text.isEmpty()) {
        children.add(new Text(text.toString()));
        text.setLength(0);
      }
    }
  }
}
