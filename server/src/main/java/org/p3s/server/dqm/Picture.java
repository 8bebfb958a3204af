package org.p3s.server.dqm;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Base64;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The bytes of a plot that are what their media type says. */
public final class Picture {

  static final String PNG = "image/png";
  static final String SVG = "image/svg+xml";

  /** The most bytes of one. */
  public static final int LARGEST = 4 * 1024 * 1024;

  private static final byte[] PNG_HEAD = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final byte[] bytes;

  private Picture(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The picture of this base64 text; white space in it does not count.
   *
   * @throws IllegalArgumentException with what is wrong, as the rest of a sentence
   */
  static Picture of(String mediaType, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not base64", e);
    }
    check(mediaType, bytes);
    return new Picture(bytes);
  }

  /**
   * Refuses bytes that are no such picture.
   *
   * @throws IllegalArgumentException with what is wrong, as the rest of a sentence
   */
  public static void check(String mediaType, byte[] bytes) {
    if (bytes.length == 0 || bytes.length > LARGEST) {
      throw new IllegalArgumentException("must hold 1 byte to 4 MiB");
    }
    if (mediaType.equals(PNG) && !isPng(bytes)) {
      throw new IllegalArgumentException("is not a PNG picture");
    }
    if (mediaType.equals(SVG)) {
      checkSvg(bytes);
    }
  }

  private static boolean isPng(byte[] bytes) {
    return bytes.length > 33
        && Arrays.equals(bytes, 0, PNG_HEAD.length, PNG_HEAD, 0, PNG_HEAD.length)
        && bytes[12] == 'I'
        && bytes[13] == 'H'
        && bytes[14] == 'D'
        && bytes[15] == 'R';
  }

  /** Well-formed, an svg element, no entities of its own. What it could do is up to its reader. */
  private static void checkSvg(byte[] bytes) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      boolean first = true;
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT && first) {
          first = false;
          if (!reader.getLocalName().equals("svg")) {
            throw new IllegalArgumentException("is not an SVG picture");
          }
        }
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw new IllegalArgumentException("is not well-formed SVG (line %d)".formatted(line), e);
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }
}
