package org.p3s.server.dag.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From bytes to characters, by the byte order mark or what the XML declaration says. */
final class Encoding {

  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"']*)[\"']");

  /** No declaration is longer. */
  private static final int LONGEST_DECLARATION = 256;

  private Encoding() {}

  /**
   * Decodes strictly, without the byte order mark.
   *
   * @throws MalformedXml with the line of the first bytes that are no characters
   */
  static String decode(byte[] bytes) throws MalformedXml {
    Charset charset = charset(bytes);
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate((int) (bytes.length * decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    if (!result.isError()) {
      result = decoder.flush(text);
    }
    String decoded = text.flip().toString();
    if (result.isError()) {
      throw new MalformedXml(
          Lines.at(decoded, decoded.length()), "bytes that are not " + charset.name());
    }
    return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
  }

  private static Charset charset(byte[] bytes) throws MalformedXml {
    int first = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    return switch (first) {
      case 0xFEFF, 0xFFFE -> StandardCharsets.UTF_16; // which reads the mark
      case 0x003C -> StandardCharsets.UTF_16BE;
      case 0x3C00 -> StandardCharsets.UTF_16LE;
      case 0xEFBB -> StandardCharsets.UTF_8;
      default -> declared(bytes);
    };
  }

  private static Charset declared(byte[] bytes) throws MalformedXml {
    int length = Math.min(bytes.length, LONGEST_DECLARATION);
    Matcher matcher = DECLARED.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new MalformedXml(1, "unknown encoding '" + matcher.group(1) + "'");
    }
  }
}
