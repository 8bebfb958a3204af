package org.p3s.server.dag;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.p3s.server.dag.xml.Element;
import org.p3s.server.dag.xml.XmlWriter;

/**
 * The text of a canonical document: one structural element a line, what is inside data untouched.
 *
 * @param length in bytes of UTF-8
 * @param digest SHA-256 of these bytes, hexadecimal
 */
record CanonicalText(String text, int length, String digest) {

  static CanonicalText of(Element root) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write(root, 0, out, new XmlWriter(out));
    String text = out.toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new CanonicalText(text, bytes.length, sha256(bytes));
  }

  private static void write(Element element, int depth, StringBuilder out, XmlWriter writer) {
    out.append("  ".repeat(depth));
    if (GraphMl.isStructural(element) && element.hasElements()) {
      writer.startTag(element, false);
      out.append('\n');
      element.elements().forEach(child -> write(child, depth + 1, out, writer));
      out.append("  ".repeat(depth));
      writer.endTag(element);
    } else {
      writer.write(element);
    }
    out.append('\n');
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
