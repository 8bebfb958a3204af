package org.p3s.server.dag.xml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** Makes sentences of what the JDK's parser says. */
final class ParserMessages {

  /** The parser leaves its messages on namespaces as keys: {@code …#Kind?element&attribute}. */
  private static final Pattern KEY =
      Pattern.compile("http://www\\.w3\\.org/\\S*#(\\w+)\\?([^&]*)&([^&]*).*", Pattern.DOTALL);

  private ParserMessages() {}

  static String plain(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf("Message: ");
    String said = (at < 0 ? message : message.substring(at + "Message: ".length())).strip();
    Matcher key = KEY.matcher(said);
    if (key.matches()) {
      return sentence(key.group(1), key.group(2), key.group(3));
    }
    return said.startsWith("Scanner State") ? "markup where none may be" : said;
  }

  private static String sentence(String kind, String first, String second) {
    return switch (kind) {
      case "AttributeNotUnique", "AttributeNSNotUnique" ->
          "the attribute " + second + " of <" + first + "> is given twice";
      case "AttributePrefixUnbound" ->
          "the prefix of the attribute " + second + " of <" + first + "> is not declared";
      case "ElementPrefixUnbound" -> "the prefix of <" + second + "> is not declared";
      default -> kind + " at " + first + ", " + second;
    };
  }
}
